# Bookings that something gets in the way of
repairs-title = Proposal to move bookings
repairs-propose = Work out a proposal
repairs-propose_again = Work it out again
repairs-explained = The bookings in the way are moved so that as few people as possible move. Nothing handed out, in use or pinned is moved; others only where they agreed to it. Nothing changes before you apply it.
repairs-solving = Working the proposal out.
repairs-failed = No proposal could be worked out. Please try again.
repairs-superseded = There is a newer proposal. This one cannot be applied.
repairs-applied = The bookings were moved as proposed.
repairs-apply = Apply it
repairs-apply_question = Move the bookings as proposed?
repairs-figures = { $moves } bookings move, { $others } of them of other people; { $lost } have no place.
repairs-fewest = { $proven ->
    [yes] Nobody can keep as many with fewer moves.
   *[no] At least { $fewest } moves to another time or office are needed.
 }
repairs-moves = Bookings that move
repairs-moves_none = No booking moves.
repairs-before = Now
repairs-after = Moves to
repairs-who = Booked by
repairs-displaced = In the way
repairs-other = Agreed to be moved
repairs-lost = Bookings without a place
repairs-lost_none = Every booking has a place.
repairs-lost_explained = When you apply it these are cancelled; their people are told what would work, and wait for a place.
repairs-alternatives = What would have worked when this was proposed
repairs-no_alternative = Nothing.
repairs-by_hand = Left to you
repairs-by_hand-in_use = In use or handed out: not moved.
repairs-by_hand-kept = Pinned or begun: not moved.
repairs-latest = See the proposal of { $created }
message-repair_applied = { $moved } bookings were moved; { $lost } without a place wait for one.
stale-repair = Bookings have changed since this was proposed. Nothing was moved. Please work out a new proposal.
closure-lifted-since = The closure was lifted.
closed-since = The place at { OFFICE($office) } from { $start } can no longer be used. Take what would work instead, or wait for a place.
booking-lost = { LABEL("kind", $kind) } at { OFFICE($office) } from { $start } can no longer be used; your booking was cancelled. { $alternatives ->
    [0] You will be told when something becomes free.
   *[other] { $alternatives } other places would work, and you will be told when something becomes free.
 }
