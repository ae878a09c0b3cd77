/**
 * What divisions of Jilin were called and numbered before, as far back as 1990: numbers of documents
 * carry these codes for life, and old files name these places. Years are those of the yearly list
 * of codes in which the entry no longer stands; the day is not in it.
 */
export interface Before {
  /** Of the node as it is now. */
  code: string;
  gb_code: string;
  zh: string;
  ko: string;
  en: string;
  until: number;
}

const before = (
  code: string,
  until: number,
  gb_code: string,
  zh: string,
  ko: string,
  en: string,
): Before => ({ code, until, gb_code, zh, ko, en });

export const history: readonly Before[] = [
  before('changchun-jiutai', 2014, '220181', '九台市', '구태시', 'Jiutai'),
  before('changchun-gongzhuling', 2020, '220381', '公主岭市', '공주령시', 'Gongzhuling'),
  before('changchun-erdao', 1995, '220105', '二道河子区', '이도하자구', 'Erdaohezi District'),
  before('changchun-shuangyang', 1995, '220125', '双阳县', '쌍양현', 'Shuangyang County'),
  before('changchun-yushu', 1990, '220121', '榆树县', '유수현', 'Yushu County'),
  before('changchun-dehui', 1994, '220124', '德惠县', '덕혜현', 'Dehui County'),
  before('jilin-shi-shulan', 1992, '220222', '舒兰县', '서란현', 'Shulan County'),
  before('jilin-shi-panshi', 1995, '220223', '磐石县', '반석현', 'Panshi County'),
  before('siping-shuangliao', 1996, '220324', '双辽县', '쌍료현', 'Shuangliao County'),
  before('baishan', 1994, '220600', '浑江市', '혼강시', 'Hunjiang'),
  before('baishan-hunjiang', 2010, '220602', '八道江区', '팔도강구', 'Badaojiang District'),
  before('baishan-jiangyuan', 1995, '220603', '三岔子区', '삼차자구', 'Sanchazi District'),
  before('baishan-jiangyuan', 2006, '220625', '江源县', '강원현', 'Jiangyuan County'),
  before('baishan-linjiang', 1992, '220604', '临江区', '림강구', 'Linjiang District'),
  before('baishan-linjiang', 1993, '220624', '临江县', '림강현', 'Linjiang County'),
  before(
    'songyuan-qianguo',
    1992,
    '222324',
    '前郭尔罗斯蒙古族自治县',
    '전고르로스몽골족자치현',
    'Qian Gorlos Mongol Autonomous County',
  ),
  before('songyuan-changling', 1992, '222323', '长岭县', '장령현', 'Changling County'),
  before('songyuan-qianan', 1992, '222328', '乾安县', '건안현', "Qian'an County"),
  before('songyuan-fuyu', 2013, '220724', '扶余县', '부여현', 'Fuyu County'),
  before('baicheng-taobei', 1993, '222301', '白城市', '백성시', 'Baicheng'),
  before('baicheng-taonan', 1993, '222302', '洮南市', '조남시', 'Taonan'),
  before('baicheng-daan', 1993, '222304', '大安市', '대안시', "Da'an"),
  before('baicheng-zhenlai', 1993, '222326', '镇赉县', '진뢰현', 'Zhenlai County'),
  before('baicheng-tongyu', 1993, '222327', '通榆县', '통유현', 'Tongyu County'),
  before('yanbian-helong', 1993, '222423', '和龙县', '화룡현', 'Helong County'),
];
