import type { zhCN } from './zh-CN.ts';

export const ko: typeof zhCN = {
  schedule: (days: number, next: string[]) =>
    `열쇠마다 ${days}일 서명한 뒤 저절로 교체됩니다(설정 KEY_ROTATION_DAYS). 다음 교체: ${next.join(', ')}.`,
  due: (alg: string, day: string) => `${alg} ${day}`,
  title: '페기된 열쇠',
  revoked: '페기한 시간',
  cached: '다른 체계가 낡은 공개열쇠를 쓸수 있는 기한',
  tokens: '그것으로 서명한 토큰이 모두 끝나는 시간',
  never: '서명한적이 없음',
  over: (at: string) => `${at}(지났음)`,
  left: (at: string, minutes: number) => `${at}(${minutes}분 남음)`,
  grants: '이 때문에 끝낸 허가',
  ended: (count: number) => `${count}건`,
  ending: (count: number) => `${count}건, 계속되고 있음`,
};
