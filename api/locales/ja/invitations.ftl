# メールによる予定の送付
invitation-mail_off = このシステムからはメールを送れません。カレンダー連携をお使いください。
invitation-address = メールアドレスとして読み取れません。アドレスを確認してください。
invitation-domain = このアドレスには送れません。送れるのは次のドメインです: { $domains }
invitation-declined = { $start }の{ LABEL("kind", $kind) }に「出席しない」という返信がありました。予約はそのままです。使わないときは、自分の予約の画面から取り消してください。
invitation-reply_noted = 返信を記録しました。
invitation-reply_old = 変更前の予定への返信のため、記録しませんでした。
invitation-reply_unknown = 送った覚えのない予定への返信のため、記録しませんでした。
invitation-reply_none = 予定への返信ではありません。
