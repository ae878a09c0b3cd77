import { type Browser, browser, type Page, type Side, WayEnded, type World } from './browser.ts';
import type { Form } from './html.ts';
import type { Jar } from './jar.ts';

/** A made-up citizen of the sandbox, who signs in with a password. */
export interface Citizen {
  source: string;
  username: string;
  password: string;
  /** As clients are told it. */
  name: string;
}

/** The made-up department of a sandbox, whose accounts bear every level (oidc/sandbox/department.ts). */
export const MADE_UP_SOURCE = 'sandbox-department';

/** What a password of our own reaches. */
const LOCAL_REACHES = 2;

/** Where the robot signs in at a client; undefined where the client takes none of its accounts. */
export function wayOf(client: {
  accepted_sources: readonly string[] | null;
  level_floor: number;
}): string | undefined {
  const takes = (source: string) => client.accepted_sources?.includes(source) ?? true;
  if (takes(MADE_UP_SOURCE)) return MADE_UP_SOURCE;
  return takes('local') && client.level_floor <= LOCAL_REACHES ? 'local' : undefined;
}

/** Addresses at the client that its developer names for a run. */
export interface Addresses {
  /** Where a sign-in begins. */
  start: string;
  /** A page that only who is signed in may see. */
  inside: string;
  /** Signs out: a link, or where a form of the page inside is posted to. */
  sign_out: string;
}

/** How one way through a sign-in ended. */
export interface Outcome {
  browser: Browser;
  /** The last page; absent where the way ended without one. */
  page?: Page;
  ended?: WayEnded;
  /** The page inside is shown in this browser now. */
  inside: boolean;
  /** The page inside as it was shown. */
  shown?: Page;
}

const STEPS = 12;

/** Opens an address and goes through our own pages, as somebody who says yes to everything, or who leaves. */
export async function walk(
  b: Browser,
  first: () => Promise<Page>,
  citizen: Citizen,
  leaves = false,
): Promise<{ page?: Page; ended?: WayEnded }> {
  try {
    let page = await first();
    for (let step = 0; page.side === 'gateway' && step < STEPS; step += 1) {
      const next = leaves ? away(page) : press(page, citizen);
      if (!next) return { page };
      page = await b.submit(page, next.form, next.fill);
    }
    return { page };
  } catch (fault) {
    if (!(fault instanceof WayEnded)) throw fault;
    return { ended: fault };
  }
}

const has = (form: Form, name: string, value?: string): boolean =>
  form.buttons.some((one) => one.name === name && (value === undefined || one.value === value));

/** Back to the client without signing in. */
function away({ forms }: Page): { form: Form; fill: Record<string, string> } | undefined {
  const form = forms.find(({ action }) => action.pathname.endsWith('/leave'));
  return form && { form, fill: {} };
}

/** What is pressed on a page of ours; nothing where the way ends there. */
function press(
  page: Page,
  { source, username, password }: Citizen,
): { form: Form; fill: Record<string, string> } | undefined {
  const posts = page.forms.filter(({ method }) => method === 'post');
  const asked = posts.find(({ fields }) => 'username' in fields && 'password' in fields);
  if (asked) return { form: asked, fill: { username, password } };
  const consent = posts.find((form) => has(form, 'consent', 'allow'));
  if (consent) return { form: consent, fill: { consent: 'allow' } };
  const logout = posts.find((form) => has(form, 'logout', 'yes'));
  if (logout) return { form: logout, fill: { logout: 'yes' } };
  const picker = posts.find((form) => has(form, 'source', source));
  if (picker) return { form: picker, fill: { source } };
  const on = page.status < 400 ? posts[0] : undefined;
  if (!on) return undefined;
  const [button] = on.buttons;
  return { form: on, fill: button?.name ? { [button.name]: button.value } : {} };
}

/** Whether this browser is shown the page inside, without being sent away to sign in. */
export async function look(world: World, addresses: Addresses, jar: Jar) {
  const b = browser(world, {
    jars: { client: jar },
    stopsAt: ({ origin }) => origin === world.issuer,
  });
  const wanted = new URL(addresses.inside);
  try {
    const page = await b.open(wanted);
    const there = page.side === 'client' && page.url.pathname === wanted.pathname;
    return { inside: there && page.status === 200, page, browser: b };
  } catch (fault) {
    if (!(fault instanceof WayEnded)) throw fault;
    return { inside: false, ended: fault, browser: b };
  }
}

export type Jars = Partial<Record<Side, Jar>>;
