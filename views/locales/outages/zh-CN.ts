/** When the receiver of deliveries did not answer. */
export const zhCN = {
  title: '没有应答的时段',
  from_until: (since: string, back: string) => `${since} 至 ${back}；恢复后，积压的投递已陆续发出`,
  since: (since: string) => `${since} 起，仍没有应答；投递保留 24 小时，恢复后自动发出`,
};
