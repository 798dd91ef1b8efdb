# Signing in, accounts, and what a door refuses by itself.

## Signing in

sign_in-title = ログイン
sign_in-login = 職員番号
    .hint = 例: S000123
sign_in-help = パスワードを忘れたときは、システム管理者に再設定を依頼してください。

home-greeting = { $who }さんのホーム
home-no_office = 登録されていません
home-separator = 、

sign-in-required = ログインしてください。
wrong-credentials = 職員番号とパスワードの組み合わせが正しくありません。入力し直してください。
too-many-attempts = 失敗が続いたため、ログインを一時的に止めています。約{ $minutes }分後にもう一度お試しください。

## Accounts

password-wrong = 今のパスワードが正しくありません。
password-too-short = パスワードは{ $minimum }文字以上にしてください。
password-too-long = パスワードは{ $maximum }文字までにしてください。
password-too-uniform = パスワードには{ $minimum }種類以上の文字を使ってください。
password-holds-login = パスワードに職員番号を含めないでください。
login-length = ログイン名は1文字以上{ $maximum }文字までにしてください。
login-taken = ログイン名「{ $login }」はすでに使われています。
staff-member-has-account = 職員番号{ $staff_id }の利用者はすでに登録されています。
last-administrator = システム管理者が1人もいなくなるため、変更できません。

## What a door refuses by itself

role-required = この画面や機能を使う権限がありません。
foreign-form = ほかのサイトから送られた操作のため、受け付けませんでした。
form-out-of-date = 画面が古くなっています。画面を開き直してから、もう一度操作してください。
host-unknown = このアドレスではご利用になれません。案内されたアドレスから開いてください。
idempotency-mismatch = 同じIdempotency-Keyで、内容の違う操作が送られました。新しいキーを使ってください。

## What the office answers whatever the noun

not-found = 探しているものが見つかりません。取り消されたか、番号が違う可能性があります。
not-allowed = この操作を行う権限がありません。
stale-version = ほかの方が先に変更しました。最新の内容を確認してから、もう一度操作してください。
stale-plan = 計画案を作った後に予約が変わったため、確定できません。計画案を作り直してください。
illegal-transition = 今の状態では、この操作はできません。最新の内容を確認してください。

## Pages for what went wrong (error-<status>), beside those in ui.ftl

error-401 = ログインが必要です
    .body = ログインしてから、もう一度操作してください。
error-405 = この操作はできません
    .body = 前の画面に戻り、画面のボタンから操作してください。
error-422 = この内容では受け付けられません
    .body = 今回の操作は行っていません。前の画面に戻り、内容を変えてもう一度送ってください。
