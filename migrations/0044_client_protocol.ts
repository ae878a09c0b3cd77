import type { Knex } from 'knex';

const profiles = (values: string) => `
  alter table clients drop constraint clients_profile_check;
  alter table clients add constraint clients_profile_check check (profile in (${values}))`;

/**
 * How a client speaks (OpenID Connect Dynamic Client Registration 1.0 §2, by the names that the code
 * uses). What is null or default is as it was before there was a choice.
 */
export async function up(db: Knex): Promise<void> {
  await db.raw(profiles("'standard', 'strict'"));
  await db.raw(`
    alter table clients
      add column auth_method text not null default 'client_secret_basic' check (auth_method in
        ('client_secret_basic', 'client_secret_post', 'private_key_jwt', 'none')),
      add column application_type text not null default 'web' check (application_type in ('web', 'native')),
      add column jwks jsonb,                     -- public keys; null: none, or by address
      add column jwks_uri text,
      add column initiate_login_uri text,        -- where a sign-in can be begun from outside
      add column default_max_age integer check (default_max_age >= 0),
      add column require_auth_time boolean not null default false,
      add column id_token_encrypted_alg text,    -- null: not encrypted
      add column id_token_encrypted_enc text,
      add column userinfo_signed_alg text,       -- null: JSON, as it is
      add column userinfo_encrypted_alg text,
      add column userinfo_encrypted_enc text,
      add column request_object_alg text,        -- null: whichever its keys are for
      add column resources jsonb not null default '[]',  -- RFC 8707: what it may get JWT access tokens for
      add check (jwks is null or jwks_uri is null),
      add check (auth_method <> 'private_key_jwt' or jwks is not null or jwks_uri is not null),
      add check (profile <> 'strict' or auth_method = 'private_key_jwt'),
      add check ((id_token_encrypted_alg is null) = (id_token_encrypted_enc is null)),
      add check ((userinfo_encrypted_alg is null) = (userinfo_encrypted_enc is null))
  `);
}

/** A strict client cannot go on as a standard one without its keys: it is suspended. */
export async function down(db: Knex): Promise<void> {
  await db.raw(
    "update clients set state = 'suspended', profile = 'standard' where profile = 'strict'",
  );
  await db.raw(`
    alter table clients
      drop column auth_method, drop column application_type, drop column jwks, drop column jwks_uri,
      drop column initiate_login_uri, drop column default_max_age, drop column require_auth_time,
      drop column id_token_encrypted_alg, drop column id_token_encrypted_enc,
      drop column userinfo_signed_alg, drop column userinfo_encrypted_alg,
      drop column userinfo_encrypted_enc, drop column request_object_alg, drop column resources
  `);
  await db.raw(profiles("'standard'"));
}
