/** When keys rotate, and until when one that was revoked may still be believed elsewhere. */
export const zhCN = {
  schedule: (days: number, next: string[]) =>
    `每把密钥签名 ${days} 天后自动轮换（设置 KEY_ROTATION_DAYS）。下次轮换：${next.join('；')}。`,
  due: (alg: string, day: string) => `${alg} ${day}`,
  title: '已作废的密钥',
  revoked: '作废时间',
  cached: '其他系统仍可能采用旧公钥至',
  tokens: '它签发的令牌最迟有效至',
  never: '从未签名',
  over: (at: string) => `${at}（已过）`,
  left: (at: string, minutes: number) => `${at}（还有 ${minutes} 分钟）`,
  grants: '因此结束的授权',
  ended: (count: number) => `${count} 个`,
  ending: (count: number) => `${count} 个，仍在进行`,
};
