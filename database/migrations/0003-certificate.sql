-- Issuers are shared by the institutions of a family, so these three tables carry no institution code; they hold
-- public data only (keys live in the key store).

create table issuer (
  issuer_id text primary key check (issuer_id ~ '^[a-z0-9-]{3,40}$'),
  family text not null check (family in ('bizsol', 'shinkin')),
  kind text not null check (kind in ('root', 'issuing')),
  generation integer not null check (generation >= 1),
  parent_issuer_id text references issuer,
  state text not null check (state in ('active', 'retired')),
  certificate bytea not null,
  -- Where the private key is, in the key store's own words: `file:bizsol-g1`, later `pkcs11:…`.
  key_reference text not null,
  created_at timestamptz not null
);

create table ocsp_responder (
  issuer_id text not null references issuer,
  certificate bytea not null,
  key_reference text not null,
  not_after timestamptz not null,
  created_at timestamptz not null,
  primary key (issuer_id, not_after)
);

-- The list of a root: which issuing authorities it has revoked. Signed at `ca init` and by `ca sign-root-crl`, for the
-- root's key is not at hand in daily work.
create table authority_crl (
  issuer_id text primary key references issuer,
  number bigint not null check (number >= 1),
  this_update timestamptz not null,
  next_update timestamptz not null,
  crl bytea not null
);

create table certificate (
  institution_code text not null,
  -- 128 random bits, 32 lower-case hexadecimal digits.
  serial text not null check (serial ~ '^[0-9a-f]{32}$'),
  issuer_id text not null references issuer,
  contract_id text not null,
  user_id text not null,
  -- prepared: recorded, not signed. issued: signed, installation not proved. active: may log in.
  -- expired: was active, replaced after its time. revoked: with a reason. abandoned: recorded, never signed.
  state text not null check (state in ('prepared', 'issued', 'active', 'expired', 'revoked', 'abandoned')),
  profile text not null,
  subject text not null,
  not_before timestamptz not null,
  not_after timestamptz not null,
  -- SHA-256 of the SubjectPublicKeyInfo.
  public_key_digest bytea not null check (length(public_key_digest) = 32),
  tbs_certificate bytea not null,
  certificate bytea,
  -- SHA-256 of the whole certificate.
  fingerprint bytea check (length(fingerprint) = 32),
  crl_shard integer not null default 0,
  -- How installation is proved: by a signature in the enrolment session, or by the first TLS handshake (EST).
  confirmation_method text not null check (confirmation_method in ('signature', 'handshake')),
  confirm_before timestamptz not null,
  supersedes_serial text,
  key_store_kind text,
  device_name text,
  os_user text,
  enrollment_session_id text,
  prepared_at timestamptz not null,
  signed_at timestamptz,
  confirmed_at timestamptz,
  last_used_at timestamptz,
  ended_at timestamptz,
  -- Why it is over, in our own words; revocation_reason is what relying parties are told.
  -- expiry: replaced after its time. supersession: renewed. takeover: a later acquisition of the same user.
  -- unconfirmed: its installation was not proved in time. revocation: somebody revoked it. fault: failed our lints.
  end_cause text check (end_cause in
    ('expiry', 'supersession', 'takeover', 'unconfirmed', 'revocation', 'fault')),
  revocation_reason text check (revocation_reason in
    ('unspecified', 'keyCompromise', 'affiliationChanged', 'superseded', 'cessationOfOperation')),
  primary key (institution_code, serial),
  foreign key (institution_code, contract_id, user_id) references contract_user,
  check ((certificate is null) = (signed_at is null)),
  check ((certificate is null) = (fingerprint is null)),
  check (state not in ('issued', 'active', 'expired', 'revoked') or certificate is not null),
  check ((state = 'revoked') = (revocation_reason is not null)),
  check ((state in ('revoked', 'abandoned', 'expired')) = (ended_at is not null)),
  check ((ended_at is null) = (end_cause is null))
);
-- One active certificate, and one on its way, for each user: whatever the code does (A2.1).
create unique index certificate_one_active on certificate (institution_code, contract_id, user_id)
  where state = 'active';
create unique index certificate_one_pending on certificate (institution_code, contract_id, user_id)
  where state in ('prepared', 'issued');
-- One key, one certificate: the same key under another ID, or again under the same, is refused.
create unique index certificate_one_key on certificate (institution_code, public_key_digest)
  where state <> 'abandoned';
create unique index certificate_serial on certificate (issuer_id, serial);
create unique index certificate_fingerprint on certificate (fingerprint) where fingerprint is not null;
create index certificate_of_user on certificate (institution_code, contract_id, user_id, prepared_at desc);
create index certificate_unconfirmed on certificate (confirm_before) where state in ('prepared', 'issued');
create index certificate_revoked on certificate (issuer_id, institution_code, crl_shard, serial)
  where state = 'revoked';

create table crl (
  institution_code text not null,
  issuer_id text not null references issuer,
  shard integer not null,
  number bigint not null check (number >= 1),
  this_update timestamptz not null,
  next_update timestamptz not null,
  -- True when a revocation is waiting for the next list.
  stale boolean not null default false,
  crl bytea not null,
  primary key (institution_code, issuer_id, shard)
);
