-- Generations of issuing authorities: planned → published → active → retired, with a way back at each step, and revoked.
--
-- planned: its key is made and its certificate signed; nobody but staff knows it. published: its certificate is given out
-- and clients may trust it; it has issued nothing. active: new certificates come from it; one in each family. retired: it
-- issues nothing more; its certificates can still be revoked, and its CRLs and OCSP answers go on until `serves_until`.
-- revoked: on its root's list; nothing that it issued is accepted. discarded: planned and never published, given up.
-- A root is `active` as long as it is there.

alter table issuer drop constraint issuer_state_check;
alter table issuer add constraint issuer_state_check
  check (state in ('planned', 'published', 'active', 'retired', 'revoked', 'discarded'));

alter table issuer
  -- Base of the CRL, OCSP and CA addresses in what it issues, without a slash at the end; null for a root. It stands in
  -- its certificates for good, so a new address takes a new generation.
  add column validation_url text,
  -- Since when its certificate is given out; null: it is not.
  add column published_at timestamptz,
  -- Once it was known outside it is never forgotten: it can no longer be discarded.
  add column first_published_at timestamptz,
  -- Once it may have issued something it stays published for good.
  add column first_activated_at timestamptz,
  -- Retired: after this no certificate that it issued is valid; null: it was never active.
  add column serves_until timestamptz,
  add column revoked_at timestamptz,
  -- Revoked: since when every certificate that it issued has been ended.
  add column certificates_ended_at timestamptz,
  add column revocation_reason text check (revocation_reason in
    ('unspecified', 'keyCompromise', 'cACompromise', 'affiliationChanged', 'superseded', 'cessationOfOperation'));

-- Those of before were published and active from their first day. Their address stands in their own certificates, before
-- the name of their root's list: `encode` leaves ASCII text as it is.
update issuer set published_at = created_at, first_published_at = created_at;
update issuer set
  first_activated_at = created_at,
  validation_url = substring(encode(certificate, 'escape')
    from '(https?://[!-~]+?)/crl/' || parent_issuer_id || '/authorities\.crl'),
  serves_until = case when state = 'retired' then created_at + interval '10 years' end
  where kind = 'issuing';

alter table issuer
  add check ((kind = 'issuing') = (validation_url is not null)),
  add check ((state in ('planned', 'discarded')) = (published_at is null)),
  add check (published_at is null or first_published_at is not null),
  add check (state <> 'discarded' or first_published_at is null),
  add check (state not in ('planned', 'discarded') or first_activated_at is null),
  add check (state <> 'active' or kind = 'root' or first_activated_at is not null),
  add check (state <> 'retired' or serves_until is not null),
  add check ((state = 'revoked') = (revoked_at is not null)),
  add check ((state = 'revoked') = (revocation_reason is not null)),
  add check (certificates_ended_at is null or state = 'revoked'),
  add check (kind = 'issuing' or state = 'active');

create unique index issuer_generation on issuer (family, kind, generation);
-- New certificates of a family come from one authority.
create unique index issuer_one_active on issuer (family) where kind = 'issuing' and state = 'active';

-- Which states may follow which, whatever the code does.
create function issuer_refuse_transition() returns trigger language plpgsql as $$
begin
  if (old.state, new.state) not in (
      ('planned', 'discarded'), ('planned', 'published'), ('published', 'planned'),
      ('published', 'active'), ('active', 'retired'), ('retired', 'active'),
      ('published', 'retired'), ('retired', 'published'),
      ('planned', 'revoked'), ('published', 'revoked'), ('retired', 'revoked')) then
    raise exception 'an authority does not go from % to %', old.state, new.state;
  end if;
  return new;
end
$$;
create trigger issuer_transition before update of state on issuer
  for each row when (old.state <> new.state) execute function issuer_refuse_transition();

-- Once a family has an authority that issues, it never is without: checked at the end of the transaction.
create function issuer_refuse_none_active() returns trigger language plpgsql as $$
begin
  if not exists (
    select from issuer where family = old.family and kind = 'issuing' and state = 'active') then
    raise exception 'the family % would have no authority that issues', old.family;
  end if;
  return null;
end
$$;
create constraint trigger issuer_none_active after update of state on issuer
  deferrable initially deferred
  for each row when (old.kind = 'issuing' and old.state = 'active' and new.state <> 'active')
  execute function issuer_refuse_none_active();

-- Running processes look at this number now and then; when it has risen they read the authorities anew.
create table authority_version (
  only_row boolean primary key default true check (only_row),
  version bigint not null
);
insert into authority_version (version) values (1);
grant select, update on authority_version to tegata_app;

create function authority_raise_version() returns trigger language plpgsql as $$
begin
  update authority_version set version = version + 1;
  return null;
end
$$;
create trigger issuer_version after insert or update or delete on issuer
  for each statement execute function authority_raise_version();
create trigger ocsp_responder_version after insert or update or delete on ocsp_responder
  for each statement execute function authority_raise_version();
