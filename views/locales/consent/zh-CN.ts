/** The page that asks for consent, and what the account page says of consents. */
export const zhCN = {
  title: '是否同意提供这些信息？',
  intro: (service: string) =>
    `${service}希望从统一身份认证得到下列信息。由您决定，不同意也可以返回。`,
  asked: '需要您同意的信息',
  example: '您的信息',
  purpose: '用途',
  law: '依据',
  kept: '保存时间',
  kept_months: (months: number) => `${months} 个月`,
  kept_law: '法律、法规规定的期限',
  needed: '服务不能没有它：选择“同意并继续”，就会提供。',
  optional: '可以不提供：不勾选，服务仍可使用',
  sensitive_title: '敏感个人信息：单独同意',
  sensitive:
    '证件号码是敏感个人信息，一旦泄露，容易被他人冒用。根据个人信息保护法第二十九条，需要您单独同意。',
  sensitive_box: (what: string) => `我单独同意提供：${what}`,
  provide: (what: string) => `同意提供：${what}`,
  duty: '依法履行职责所需的信息',
  duty_text: '这些信息为履行法定职责所必需（个人信息保护法第十三条），按规定告知您，不需要您同意。',
  lasts:
    '同意的有效期为一年。您可以随时在“我的统一身份”里的“谁得到过我的信息”中撤回；撤回不影响此前已经进行的处理。',
  allow: '同意并继续',
  deny: '不同意，返回服务',
  // What the account page says.
  given: (scopes: string, until: string) => `您同意提供：${scopes}（有效期至 ${until}）`,
  none_given: (until: string) => `您没有同意提供可选信息（有效期至 ${until}）`,
  lapsed: '您的同意已经不再有效，下次登录时会再次询问。',
  not_given: '您目前没有同意提供需要同意的信息。',
  refused: (scopes: string) => `您选择不提供：${scopes}`,
  by_duty: (scopes: string) => `依法提供：${scopes}`,
  duty_why:
    '依法提供的信息不能在这里撤回：部门为履行法定职责需要它们。如有异议，请向该部门提出，或拨打页面下方的服务热线。',
  basis: '依据',
  withdraw: '撤回同意',
  withdraw_what: (service: string) => `撤回同意：${service}`,
};

export const problems = {
  consent_box:
    '要继续，请勾选单独同意敏感个人信息的选项；如果不愿意提供，请选择“不同意，返回服务”。',
};

export const done = {
  consent_withdrawn:
    '已撤回同意：这个服务从现在起得不到这些信息，它持有的授权已经结束，并已通知它。',
  consent_none: '没有可以撤回的同意。',
};
