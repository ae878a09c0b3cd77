/** Where the citizen's own pages live, and where their forms post to. */
export const paths = {
  home: '/account',
  signIn: '/account/sign-in',
  unlink: '/account/sign-in/unlink', // link_id
  add: '/account/sign-in/add', // source
  blocks: '/account/blocks', // q, region, from
  block: '/account/blocks/block', // source
  allow: '/account/blocks/allow', // source
  blockNew: '/account/blocks/block-new',
  allowNew: '/account/blocks/allow-new',
  password: '/account/password', // current_password, login_name, password
  removePassword: '/account/password/remove', // current_password
  factors: '/account/factors',
  factorApp: '/account/factors/app', // entry, code, label
  factorPasskey: '/account/factors/passkey', // entry, answer, label
  factorRename: '/account/factors/rename', // factor_id, label
  factorRemove: '/account/factors/remove', // factor_id
  factorCodes: '/account/factors/codes',
  factorAlways: '/account/factors/always', // on
  factorProve: '/account/factors/prove', // to, code or answer
  factorSignIn: '/account/factors/sign-in',
  device: '/device', // user_code, device
  sessions: '/account/sessions',
  endSession: '/account/sessions/end', // session_id
  endOthers: '/account/sessions/end-others',
  endAll: '/account/sessions/end-all',
  received: '/account/received',
  withdraw: '/account/received/withdraw', // client_id
  history: '/account/history',
  stopRecovery: '/account/recovery/stop',
  voidPaper: '/account/paper/void',
  cases: '/account/cases',
  raise: '/account/raise',
  merging: '/account/merging',
  mergingStart: '/account/merging/start',
  mergingJoin: '/account/merging/join', // proof_id
  mergingCancel: '/account/merging/cancel',
  mergingNotMe: '/account/merging/not-me', // question
  merged: '/account/merging/done',
} as const;

/** One case of one's own. */
export const casePath = (id: string): string => `${paths.cases}/${encodeURIComponent(id)}`;
