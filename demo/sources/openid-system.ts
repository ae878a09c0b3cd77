/**
 * The provident fund: an OpenID provider, as it may have stood for years, with its own accounts,
 * issued at the counter, its own words and its own pages. It knows nothing of Songhua but a client_id,
 * and one more for a second connection.
 */
import Koa, { type Context } from 'koa';
import { type Configuration, interactionPolicy, type JWK, Provider } from 'oidc-provider';
import { dress, formOf, listen, page } from '../http.ts';
import { SignInPage, TroublePage } from '../pages/department.tsx';
import { type Places, portOf } from '../places.ts';
import type { Account } from '../population.ts';
import { claimsAbout } from './claims.ts';
import { accountOf } from './entrance.ts';
import type { Beginning, LoginSystem, Look } from './login-system.ts';
import { memoryAdapter } from './memory-adapter.ts';
import { secondIdOf, vocabularies } from './vocabularies.ts';

interface System extends Look {
  address: string;
  accounts: readonly Account[];
  clients: { client_id: string; client_secret: string; redirect_uri: string }[];
  signing_key: JWK;
  cookie_key: string;
}

export interface OpenIdSecrets {
  client_secret: string;
  signing_key: JWK;
  cookie_key: string;
}

export async function startOpenIdSystem(
  { look, accounts }: Beginning,
  { gateway, sources }: Places,
  { client_secret, ...keys }: OpenIdSecrets,
  second_secret: string,
): Promise<LoginSystem> {
  const { id } = look;
  const address = sources[id];
  const first = { client_id: 'songhua', client_secret };
  const second = { client_id: 'songhua-2', client_secret: second_secret };
  const callback = (source: string) => ({ redirect_uri: `${gateway}/callback/${source}` });
  const { stop } = await listening({
    ...look,
    ...keys,
    address,
    accounts,
    clients: [
      { ...first, ...callback(id) },
      { ...second, ...callback(secondIdOf(id)) },
    ],
  });
  const common = { issuer: address, scope: 'openid profile idno phone', allow_http: true };
  return {
    ...{ id, protocol: 'oidc', address, stop },
    settings: { ...common, ...first },
    second: { settings: { ...common, ...second } },
  };
}

function listening(system: System) {
  const provider = new Provider(system.address, configuration(system));
  const app = new Koa();
  app.proxy = false;
  app.use(dress);
  app.use(async (ctx, next) => {
    const uid = /^\/login\/([\w-]+)$/.exec(ctx.path)?.[1];
    if (uid) return signIn(system, provider, ctx);
    if (ctx.path === '/') return page(ctx, TroublePage({ system, status: 200 }));
    return next();
  });
  const engine = provider.callback();
  app.use(async (ctx) => {
    ctx.respond = false;
    ctx.res.statusCode = 200;
    await engine(ctx.req, ctx.res);
  });
  return listen(app, portOf(system.address));
}

function configuration(system: System): Configuration {
  const { claims } = vocabularies[system.id];
  const accounts = new Map(system.accounts.map((account) => [account.subject, account]));
  const cookie = { signed: true, httpOnly: true, sameSite: 'lax', overwrite: true } as const;
  const port = portOf(system.address);
  return {
    adapter: memoryAdapter(),
    clients: system.clients.map(({ redirect_uri, ...client }) => ({
      ...client,
      redirect_uris: [redirect_uri],
      grant_types: ['authorization_code'],
      id_token_signed_response_alg: 'ES256' as const,
    })),
    jwks: { keys: [system.signing_key] },
    // All ports of localhost are one site: a name without the port would meet its neighbours.
    cookies: {
      keys: [system.cookie_key],
      names: {
        session: `${system.id}_session_${port}`,
        interaction: `${system.id}_login_${port}`,
        resume: `${system.id}_resume_${port}`,
      },
      long: cookie,
      short: cookie,
    },
    claims: {
      openid: ['sub'],
      profile: [claims.name, claims.alias, claims.gender, claims.birthdate],
      idno: [claims.id_type, claims.id_number],
      phone: [claims.phone_number],
    },
    scopes: ['openid', 'profile', 'idno', 'phone'],
    interactions: { policy: asksEveryTime(), url: (_ctx, { uid }) => `/login/${uid}` },
    features: { devInteractions: { enabled: false } },
    async findAccount(_ctx, id) {
      const account = accounts.get(id);
      return (
        account && { accountId: id, claims: async () => ({ sub: id, ...claimsAbout(account) }) }
      );
    },
    // Its clients are the province's gateway, agreed on paper: nobody is asked again here.
    async loadExistingGrant(ctx) {
      const grant = new ctx.oidc.provider.Grant({
        clientId: ctx.oidc.client?.clientId,
        accountId: ctx.oidc.session?.accountId,
      });
      grant.addOIDCScope('openid profile idno phone');
      await grant.save();
      return grant;
    },
    renderError: (ctx, out) =>
      page(ctx, TroublePage({ system, status: ctx.status, word: out.error }), ctx.status),
    ttl: {
      AuthorizationCode: 60,
      AccessToken: 300,
      IdToken: 300,
      Interaction: 3600,
      Session: 3600,
      Grant: 3600,
    },
  };
}

/** Old systems remember nobody: two people at one computer are two people. */
function asksEveryTime(): interactionPolicy.DefaultPolicy {
  const policy = interactionPolicy.base();
  policy
    .get('login')
    ?.checks.add(
      new interactionPolicy.Check('every_time', 'the password is asked each time', (ctx) =>
        ctx.oidc.result?.['login']
          ? interactionPolicy.Check.NO_NEED_TO_PROMPT
          : interactionPolicy.Check.REQUEST_PROMPT,
      ),
    );
  return policy;
}

async function signIn(system: System, provider: Provider, ctx: Context): Promise<void> {
  let interaction: Awaited<ReturnType<Provider['interactionDetails']>>;
  try {
    interaction = await provider.interactionDetails(ctx.req, ctx.res);
  } catch {
    return page(ctx, TroublePage({ system, status: 400 }), 400);
  }
  const action = `/login/${interaction.uid}`;
  if (ctx.method !== 'POST') return page(ctx, SignInPage({ system, action }));
  const { username = '', password = '', cancel } = await formOf(ctx);
  if (cancel !== undefined) {
    return answer({ error: 'access_denied', error_description: 'given up at the department' });
  }
  const account = accountOf(system.accounts, username, password);
  if (!account) {
    return page(ctx, SignInPage({ system, action, username, wrong: true }), 422);
  }
  return answer({ login: { accountId: account.subject, amr: ['pwd'], remember: false } });

  async function answer(result: Record<string, unknown>): Promise<void> {
    ctx.status = 303;
    ctx.redirect(await provider.interactionResult(ctx.req, ctx.res, result));
    ctx.status = 303;
  }
}
