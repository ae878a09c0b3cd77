import { levels } from './tree.ts';

/**
 * The divisions of Jilin as they stand (GB/T 2260): nine prefectures and sixty counties, and three
 * bodies without a code of that standard, which have node codes of our own like all others. Korean
 * as in Yanbian. What they were called and numbered before: jilin-history.ts.
 */
type Line = readonly [code: string, gb: string, zh: string, ko: string, en: string];

const prefectures: readonly Line[] = [
  ['changchun', '220100', '长春市', '장춘시', 'Changchun'],
  ['jilin-shi', '220200', '吉林市', '길림시', 'Jilin City'],
  ['siping', '220300', '四平市', '사평시', 'Siping'],
  ['liaoyuan', '220400', '辽源市', '료원시', 'Liaoyuan'],
  ['tonghua', '220500', '通化市', '통화시', 'Tonghua'],
  ['baishan', '220600', '白山市', '백산시', 'Baishan'],
  ['songyuan', '220700', '松原市', '송원시', 'Songyuan'],
  ['baicheng', '220800', '白城市', '백성시', 'Baicheng'],
  [
    'yanbian',
    '222400',
    '延边朝鲜族自治州',
    '연변조선족자치주',
    'Yanbian Korean Autonomous Prefecture',
  ],
  [
    'changbaishan',
    '',
    '长白山保护开发区管理委员会',
    '장백산보호개발구관리위원회',
    'Changbaishan Protection and Development Zone',
  ],
];

const counties: Readonly<Record<string, readonly Line[]>> = {
  changchun: [
    ['nanguan', '220102', '南关区', '남관구', 'Nanguan District'],
    ['kuancheng', '220103', '宽城区', '관성구', 'Kuancheng District'],
    ['chaoyang', '220104', '朝阳区', '조양구', 'Chaoyang District'],
    ['erdao', '220105', '二道区', '이도구', 'Erdao District'],
    ['lvyuan', '220106', '绿园区', '록원구', 'Lüyuan District'],
    ['shuangyang', '220112', '双阳区', '쌍양구', 'Shuangyang District'],
    ['jiutai', '220113', '九台区', '구태구', 'Jiutai District'],
    ['nongan', '220122', '农安县', '농안현', "Nong'an County"],
    ['yushu', '220182', '榆树市', '유수시', 'Yushu'],
    ['dehui', '220183', '德惠市', '덕혜시', 'Dehui'],
    ['gongzhuling', '220184', '公主岭市', '공주령시', 'Gongzhuling'],
    ['xinqu', '', '长春新区', '장춘신구', 'Changchun New Area'],
    [
      'zhonghan',
      '',
      '中韩（长春）国际合作示范区',
      '중한(장춘)국제협력시범구',
      'China-ROK (Changchun) International Cooperation Demonstration Zone',
    ],
  ],
  'jilin-shi': [
    ['changyi', '220202', '昌邑区', '창읍구', 'Changyi District'],
    ['longtan', '220203', '龙潭区', '룡담구', 'Longtan District'],
    ['chuanying', '220204', '船营区', '선영구', 'Chuanying District'],
    ['fengman', '220211', '丰满区', '풍만구', 'Fengman District'],
    ['yongji', '220221', '永吉县', '영길현', 'Yongji County'],
    ['jiaohe', '220281', '蛟河市', '교하시', 'Jiaohe'],
    ['huadian', '220282', '桦甸市', '화전시', 'Huadian'],
    ['shulan', '220283', '舒兰市', '서란시', 'Shulan'],
    ['panshi', '220284', '磐石市', '반석시', 'Panshi'],
  ],
  siping: [
    ['tiexi', '220302', '铁西区', '철서구', 'Tiexi District'],
    ['tiedong', '220303', '铁东区', '철동구', 'Tiedong District'],
    ['lishu', '220322', '梨树县', '리수현', 'Lishu County'],
    ['yitong', '220323', '伊通满族自治县', '이통만족자치현', 'Yitong Manchu Autonomous County'],
    ['shuangliao', '220382', '双辽市', '쌍료시', 'Shuangliao'],
  ],
  liaoyuan: [
    ['longshan', '220402', '龙山区', '룡산구', 'Longshan District'],
    ['xian', '220403', '西安区', '서안구', "Xi'an District"],
    ['dongfeng', '220421', '东丰县', '동풍현', 'Dongfeng County'],
    ['dongliao', '220422', '东辽县', '동료현', 'Dongliao County'],
  ],
  tonghua: [
    ['dongchang', '220502', '东昌区', '동창구', 'Dongchang District'],
    ['erdaojiang', '220503', '二道江区', '이도강구', 'Erdaojiang District'],
    ['tonghua', '220521', '通化县', '통화현', 'Tonghua County'],
    ['huinan', '220523', '辉南县', '휘남현', 'Huinan County'],
    ['liuhe', '220524', '柳河县', '류하현', 'Liuhe County'],
    ['meihekou', '220581', '梅河口市', '매하구시', 'Meihekou'],
    ['jian', '220582', '集安市', '집안시', "Ji'an"],
  ],
  baishan: [
    ['hunjiang', '220602', '浑江区', '혼강구', 'Hunjiang District'],
    ['jiangyuan', '220605', '江源区', '강원구', 'Jiangyuan District'],
    ['fusong', '220621', '抚松县', '무송현', 'Fusong County'],
    ['jingyu', '220622', '靖宇县', '정우현', 'Jingyu County'],
    [
      'changbai',
      '220623',
      '长白朝鲜族自治县',
      '장백조선족자치현',
      'Changbai Korean Autonomous County',
    ],
    ['linjiang', '220681', '临江市', '림강시', 'Linjiang'],
  ],
  songyuan: [
    ['ningjiang', '220702', '宁江区', '녕강구', 'Ningjiang District'],
    [
      'qianguo',
      '220721',
      '前郭尔罗斯蒙古族自治县',
      '전고르로스몽골족자치현',
      'Qian Gorlos Mongol Autonomous County',
    ],
    ['changling', '220722', '长岭县', '장령현', 'Changling County'],
    ['qianan', '220723', '乾安县', '건안현', "Qian'an County"],
    ['fuyu', '220781', '扶余市', '부여시', 'Fuyu'],
  ],
  baicheng: [
    ['taobei', '220802', '洮北区', '조북구', 'Taobei District'],
    ['zhenlai', '220821', '镇赉县', '진뢰현', 'Zhenlai County'],
    ['tongyu', '220822', '通榆县', '통유현', 'Tongyu County'],
    ['taonan', '220881', '洮南市', '조남시', 'Taonan'],
    ['daan', '220882', '大安市', '대안시', "Da'an"],
  ],
  yanbian: [
    ['yanji', '222401', '延吉市', '연길시', 'Yanji'],
    ['tumen', '222402', '图们市', '도문시', 'Tumen'],
    ['dunhua', '222403', '敦化市', '돈화시', 'Dunhua'],
    ['hunchun', '222404', '珲春市', '훈춘시', 'Hunchun'],
    ['longjing', '222405', '龙井市', '룡정시', 'Longjing'],
    ['helong', '222406', '和龙市', '화룡시', 'Helong'],
    ['wangqing', '222424', '汪清县', '왕청현', 'Wangqing County'],
    ['antu', '222426', '安图县', '안도현', 'Antu County'],
  ],
};

const [province, prefecture, county] = levels;

const region = (
  level: (typeof levels)[number],
  parent_code: string | undefined,
  [code, gb, zh, ko, en]: Line,
  position: number,
) => ({
  code: parent_code === undefined || parent_code === 'jilin' ? code : `${parent_code}-${code}`,
  ...(parent_code !== undefined && { parent_code }),
  kind: 'region' as const,
  level,
  names: { 'zh-CN': zh, ko, en },
  ...(gb !== '' && { gb_code: gb }),
  position,
});

/** The province's regions, parents before their children. */
export const regions = [
  region(province, undefined, ['jilin', '220000', '吉林省', '길림성', 'Jilin Province'], 0),
  ...prefectures.map((line, at) => region(prefecture, 'jilin', line, at + 1)),
  ...Object.entries(counties).flatMap(([code, lines]) =>
    lines.map((line, at) => region(county, code, line, at + 1)),
  ),
];
