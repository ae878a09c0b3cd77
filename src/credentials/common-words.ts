/**
 * What people make passwords of, most of all here: words, names and phrases in pinyin, loved numbers,
 * runs of the keyboard. Put together by hand from general knowledge; with the affixes that
 * common-passwords.ts takes off, it stands for many thousand passwords.
 */
const of = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

export const words = of(`
  password passwd passw passwort pass pwd passphrase secret mima wodemima mimashi mimacuowu default
  admin administrator root user username guest test testing tester demo login signin welcome letmein
  changeme master manager system server oracle mysql postgres windows linux ubuntu android iphone
  apple google baidu tencent alibaba taobao tmall alipay zhifubao wechat weixin weibo douyin huawei
  xiaomi oppo vivo samsung lenovo internet computer network hello helloworld goodluck goodboy goodgirl
  good happy lucky lovely sunshine sunny princess prince angel baby babe honey sweet sweety dear
  forever friend friends family mother father mama baba mamababa babamama laopo laogong baobao
  baobei beibei bb gege jiejie meimei didi love lover loveme loveyou iloveyou iloveu ilove myself
  mylove onelove love you andme woaini woaininia woaiwo woaiwojia woaiwozi woaimama woaibaba woailaopo
  woailaogong woaizhongguo woaizuguo aini ainiyiwannian ainiyibeizi aiwo wozhiaini wozuiaini
  niaiwoma nihao nihaoma nihaoa zaijian xiexie duibuqi meiguanxi zhongguo zhonghua china chinese
  zhongguoren renmin gongchandang beijing shanghai tianjin chongqing guangzhou shenzhen hangzhou
  nanjing wuhan chengdu xian harbin haerbin shenyang dalian jilin jilinsheng jilinshi changchun
  changchunshi siping liaoyuan tonghua baishan changbaishan songyuan baicheng yanbian yanji tumen
  dunhua hunchun longjing helong wangqing antu gongzhuling meihekou jian dongbei heilongjiang
  liaoning shandong henan hebei sichuan guangdong zhejiang jiangsu hunan hubei
  zhangsan lisi wangwu zhaoliu zhangwei wangwei wangfang liwei lina zhangmin lijing wangjing liujing
  zhangli zhangjing wangli wangxiuying zhangxiuying liuwei liuyang liyang wangyang zhangyang chenjing
  chenwei yangyang yangguang zhanglei lilei hanmeimei wanglei liulei lijun wangjun zhangjun liujun
  wangyong liyong zhangyong wangyan liyan zhangyan liuyan wanghao lihao zhanghao liuhao xiaoming
  xiaohong xiaoli xiaowang xiaozhang xiaoli xiaoliu xiaochen xiaoyu xiaobai xiaohei xiaomao xiaogou
  xiaozhu xiaoxiao dada doudou lele huanhuan jiajia tiantian mingming yueyue nannan niuniu maomao
  gougou zhuzhu feifei fangfang lili nana juanjuan lingling pingping honghong dandan wenwen jingjing
  kingdom king queen dragon tiger lion eagle monkey panda rabbit shadow hunter killer warrior ninja
  pirate superman batman spiderman ironman starwars pokemon mickey minnie snoopy doraemon naruto
  conan onepiece football soccer basketball baseball hockey tennis jordan kobe james messi ronaldo
  beckham yaoming michael michelle jessica jennifer ashley amanda daniel david robert thomas william
  andrew joshua matthew anthony charlie george jack tom tommy jerry john johnny peter kevin jason
  justin nicole lisa linda mary maria anna alice rose lily lucy amy jenny cindy helen emma sophia
  summer winter spring autumn january february march april june july august september october
  november december monday tuesday wednesday thursday friday saturday sunday flower butterfly rainbow
  banana orange cookie cheese chocolate coffee pepper ginger diamond silver golden money dollar
  caifu facai gongxifacai jixiang ruyi jixiangruyi pingan yilupingan pinganshifu wanshiruyi
  xinnian xinniankuaile shengrikuaile kuaile xingfu jiankang fendou jiayou nuli haohaoxuexi
  tiantianxiangshang shijie shijieheping meili piaoliang shuaige meinv haoren tianshi tiankong
  xingxing yueliang taiyang dahai senlin xiaocao meigui mudan hehua qinghua beida xuesheng laoshi
  tongxue pengyou gongsi shebao yibao gongjijin zhengwu jishiban shehuibaozhang minzheng gongan
  whatever nothing trustno trustnoone access freedom nirvana matrix phoenix mustang ferrari porsche
  mercedes toyota honda yamaha harley corvette camaro samurai wizard merlin magic mystery
  computer keyboard mouse monitor printer desktop laptop office company student teacher doctor
  police soldier captain general starcraft warcraft dota league legend counterstrike minecraft
  fuck fuckyou fuckoff fuckme shit bitch asshole caonima nima tamade wocao sb shabi bendan hundan
  abc abcd abcde xyz aaa qaz wsx qwe asd zxc qaq zaq xsw
  saranghae sarang annyeong hangug daehanminguk yeonbyeon kimchi mingguk jaseng
  test testtest passpass adminadmin loveme lovelove gogogo bobo momo koko lala haha hehe xixi heihei
  hahaha hehehe lalala xixixi wawawa mimimi
`);

/** Numbers that are loved, and what is put behind words. */
export const numbers = of(`
  0 1 7 8 9 00 01 11 12 21 22 66 77 88 99 007 100 110 111 119 120 121 123 147 168 178 188 189 198 199 200 222 234
  250 258 321 333 365 369 456 520 521 555 666 678 777 789 888 911 987 999 1000 1111 1122 1212 1221
  1234 1314 1213 1357 2222 2468 3333 4321 4444 5201 5555 6666 6789 7777 8888 9999 12321 12345 54321
  11111 22222 55555 66666 77777 88888 99999 00000 112233 121212 123123 123321 123456 147258 159357
  159753 168168 185185 201314 258258 258369 314159 321321 456456 456789 518518 520520 520530 521521
  584520 654321 666888 668866 686868 789456 789789 888666 888999 987654 999888 998877 1314520 5201314
  5211314 1314521 7758258 7758521 7895123 1234567 7654321 1122334 11223344 12341234 12344321 12345678
  13145200 13145201 13141314 31415926 52013140 52013144 52013145 56785678 66668888 74108520 77585210
  77585211 77585217 87654321 88889999 98765432 99998888 123123123 123456789 147258369 159357456
  159753456 321654987 369258147 741852963 789456123 852963741 963852741 987654321 1233211234567
  314159265 3141592653 0123456789 1234567890 9876543210 0987654321 1020304050 5201314520 5841314520
  1314520520 7708801314520 12345678910 123456789123 147852369 11235813 112358132134 19491001 20080808
`);

/** Runs that a hand makes on the keyboard, in either direction; a password that is a piece of one is common. */
export const runs: readonly string[] = [
  'abcdefghijklmnopqrstuvwxyz',
  '01234567890123456789',
  'qwertyuiopasdfghjklzxcvbnm',
  'qwertyuiop[]\\',
  '1234567890qwertyuiop',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,9ol.0p;/',
  'qazwsxedcrfvtgbyhnujmikolp',
  '1q2w3e4r5t6y7u8i9o0p',
  'q1w2e3r4t5y6u7i8o9p0',
  'qaswedrftgyhujikolp',
  'zaq12wsxcde34rfvbgt56yhnmju78ik,',
  'zaq1xsw2cde3vfr4bgt5nhy6mju7',
  'a1b2c3d4e5f6g7h8i9j0',
  '1a2b3c4d5e6f7g8h9i0j',
  'a1s2d3f4g5h6j7k8l9',
  'z1x2c3v4b5n6m7',
  'asdfzxcvqwer',
  'qweasdzxc',
  'qwe123asd456zxc789',
  'asd123qwe456',
  'zxc123asd456qwe789',
  '147258369',
  '741852963',
  '159357258',
  'abc123def456ghi789',
  '123abc456def789ghi',
  'aabbccddeeffgghh',
  '112233445566778899',
  '!@#$%^&*()_+',
  '1!2@3#4$5%6^7&8*',
  '!qaz@wsx#edc$rfv%tgb',
  'abcd1234efgh5678',
  '1234abcd5678efgh',
  'aaaa1111bbbb2222',
  'qwer1234asdf5678zxcv',
  '1234qwerasdfzxcv',
];
