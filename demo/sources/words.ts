import { type Words, words } from '../words.ts';
import type { SourceId } from './vocabularies.ts';

/** What the departments' login systems and their accounts are called. */
export const wordsOf: Record<SourceId, { names: Words; account: Words }> = {
  gjj: {
    names: words('公积金', '공적금', 'Provident fund'),
    account: words('公积金账号', '공적금 계정', 'Provident fund account'),
  },
  yibao: {
    names: words('医保', '의료보험', 'Medical insurance'),
    account: words('医保账号', '의료보험 계정', 'Medical insurance account'),
  },
  shebao: {
    names: words('社保', '사회보험', 'Social insurance'),
    account: words('社保账号', '사회보험 계정', 'Social insurance account'),
  },
  jiaoyu: {
    names: words('教育', '교육', 'Education'),
    account: words('教育账号', '교육 계정', 'Education account'),
  },
  bdc: {
    names: words('不动产', '부동산', 'Land register'),
    account: words('不动产账号', '부동산 계정', 'Land register account'),
  },
  weijian: {
    names: words('卫健', '위생건강', 'Health'),
    account: words('卫健账号', '위생건강 계정', 'Health account'),
  },
  shuiwu: {
    names: words('税务', '세무', 'Taxation'),
    account: words('税务账号', '세무 계정', 'Taxation account'),
  },
};

export const nameOf = (id: SourceId): string => wordsOf[id].names['zh-CN'];
export const accountWordOf = (id: SourceId): string => wordsOf[id].account['zh-CN'];
