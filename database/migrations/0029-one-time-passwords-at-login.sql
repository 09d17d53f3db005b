-- Further proofs at login, and a software token that moves to another phone.

-- Further proofs that this login still owes, in the order in which they are asked. Until it is empty the session may do
-- nothing but prove them and log out (docs/decisions/0153-…).
alter table portal_session add column factors_pending text[] not null default '{}'
  check (factors_pending <@ array['oneTimePassword', 'transactionAuthentication', 'additionalAuthentication']);

-- A token that is to take the place of its user's software token, shown in one procedure after a value of the present
-- one: it does nothing until a value of its own confirms it, and the present one ends in the same transaction.
alter table otp_token drop constraint otp_token_state_check;
alter table otp_token add constraint otp_token_state_check
  check (state in ('stock', 'assigned', 'active', 'successor', 'revoked'));
-- The token in whose place it comes: where that is not in use any more, nothing confirms this one.
alter table otp_token add column replaces text;
alter table otp_token add constraint otp_token_replaces_fkey
  foreign key (institution_code, replaces) references otp_token;
alter table otp_token add constraint otp_token_successor_check
  check (state <> 'successor' or (kind = 'software' and started_at is null and replaces is not null));
create unique index otp_token_successor on otp_token (institution_code, contract_id, user_id)
  where state = 'successor';
