import type * as clients from '../../src/clients/clients.ts';

const words = (text: string) => ({ 'zh-CN': text, ko: text, en: text });

/** Everything that is asked of an application, of one that has it. */
export const forms = (id: string) =>
  ({
    names: words(`应用 ${id}`),
    descriptions: words('公积金查询和提取'),
    purpose: '核对缴存人身份，办理公积金提取。',
    matters: ['002014001000'],
    contacts: {
      responsible: { name: '测试甲', phone: '13800000000', mail: 'responsible@example.org' },
      technical: { name: '测试乙', phone: '13800000001', mail: 'technical@example.org' },
    },
    redirect_uris: [`https://${id}.example/callback`],
    post_logout_redirect_uris: [`https://${id}.example/`],
    backchannel_logout_uri: `https://${id}.example/backchannel`,
    scopes: 'openid phone realname',
  }) satisfies Partial<clients.Proposal>;

/** An acceptance that was passed, for whoever tests what comes after. */
export const passed: clients.Acceptance = async () => ({ points: 41 });
