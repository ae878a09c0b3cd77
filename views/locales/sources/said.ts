/** What the schemas of settings say of a value, in the languages that they do not speak. */
export const said: readonly (readonly [RegExp, { 'zh-CN': string; ko: string }])[] = [
  [/^must be https$/, { 'zh-CN': '必须以 https:// 开头。', ko: 'https://로 시작해야 합니다.' }],
  [/^must hold (.+)$/, { 'zh-CN': '必须包含 $1。', ko: '$1이(가) 있어야 합니다.' }],
  [
    /^(\{.+\}) cannot stand here/,
    { 'zh-CN': '这里不能使用 $1。', ko: '여기에는 $1을(를) 쓸수 없습니다.' },
  ],
  [
    /^is needed for (.+)$/,
    { 'zh-CN': '使用 $1 时必须填写。', ko: '$1을(를) 쓰면 꼭 써야 합니다.' },
  ],
  [
    /^must be a private key for (.+)$/,
    { 'zh-CN': '必须是适用于 $1 的私钥。', ko: '$1에 맞는 개인열쇠여야 합니다.' },
  ],
  [
    /^must end with its path/,
    { 'zh-CN': '末尾不能带斜线、参数或账号。', ko: '끝에 사선, 파라메터, 계정이 없어야 합니다.' },
  ],
  [/^must be a path/, { 'zh-CN': '必须是路径，例如 /login。', ko: '경로여야 합니다. 례: /login' }],
  [
    /^must be a JSON pointer/,
    {
      'zh-CN': '必须是 JSON 指针，例如 /data/userId。',
      ko: 'JSON 포인터여야 합니다. 례: /data/userId',
    },
  ],
  [
    /^must be a block of private/,
    {
      'zh-CN': '必须是内网地址段，例如 10.20.0.0/16。',
      ko: '내부망이여야 합니다. 례: 10.20.0.0/16',
    },
  ],
  [
    /^must be an address or a small block/,
    {
      'zh-CN': '必须是地址或较小的地址段，例如 10.1.0.0/16。',
      ko: '주소 또는 작은 망이여야 합니다. 례: 10.1.0.0/16',
    },
  ],
  [
    /^must be a certificate in PEM/,
    {
      'zh-CN': '必须是 PEM 证书，RSA 密钥不少于 2048 位。',
      ko: 'PEM 인증서로서 RSA열쇠가 2048비트이상이여야 합니다.',
    },
  ],
  [
    /^must be an RSA private key/,
    {
      'zh-CN': '必须是 PEM 格式的 RSA 私钥，不带密码，不少于 2048 位。',
      ko: 'PEM 형식의 RSA 개인열쇠로서 비밀번호가 없고 2048비트이상이여야 합니다.',
    },
  ],
  [/^must be certificates/, { 'zh-CN': '必须是 PEM 证书。', ko: 'PEM 인증서여야 합니다.' }],
  [/^must be that of the key$/, { 'zh-CN': '必须与私钥配套。', ko: '그 열쇠의것이여야 합니다.' }],
  [
    /^the (key|certificate) has a /,
    { 'zh-CN': '私钥和证书须一起填写。', ko: '열쇠와 인증서를 함께 써야 합니다.' },
  ],
  [
    /^nothing can be encrypted/,
    { 'zh-CN': '要求加密时必须填写。', ko: '암호화를 요구하면 꼭 써야 합니다.' },
  ],
  [
    /^either this or metadata$/,
    {
      'zh-CN': '元数据地址和元数据文本只填一项。',
      ko: '메타데이터 주소와 글가운데서 하나만 써주십시오.',
    },
  ],
  [
    /^must be a name or an address/,
    {
      'zh-CN': '必须是名称或地址，可带端口。',
      ko: '이름 또는 주소여야 하며 포구를 붙일수 있습니다.',
    },
  ],
  [
    /^must be a name$/,
    { 'zh-CN': '必须是名称，不能是地址。', ko: '주소가 아니라 이름이여야 합니다.' },
  ],
  [
    /^must be said where (a|the) host/,
    {
      'zh-CN': '服务器填写的是地址时，必须填写证书上的名称。',
      ko: '봉사기를 주소로 쓰면 인증서의 이름을 꼭 써야 합니다.',
    },
  ],
  [
    /^must be said with bind_dn/,
    {
      'zh-CN': '账号和密码须一起填写，或者都不填。',
      ko: '계정과 비밀번호를 함께 쓰거나 둘다 비워야 합니다.',
    },
  ],
  [
    /^must name where the host/,
    { 'zh-CN': '请填写服务器所在的地址段。', ko: '봉사기가 있는 망을 써주십시오.' },
  ],
  [
    /^is a name or a place/,
    {
      'zh-CN': '这个属性会改变，不能作为唯一标识。',
      ko: '이 속성은 바뀔수 있어 고유표식으로 쓸수 없습니다.',
    },
  ],
  [
    /^must be the name of an attribute$/,
    { 'zh-CN': '必须是属性名称。', ko: '속성이름이여야 합니다.' },
  ],
  [
    /^must be the name of a header$/,
    { 'zh-CN': '必须是请求头名称。', ko: '요청머리 이름이여야 합니다.' },
  ],
  [
    /^must be of letters/,
    { 'zh-CN': '只能用字母、数字、短横线和点。', ko: '글자, 수자, 짧은줄, 점만 쓸수 있습니다.' },
  ],
  [
    /^must be an SM2 private key$/,
    { 'zh-CN': '必须是 SM2 私钥，64 位十六进制。', ko: 'SM2 개인열쇠(16진수 64자리)여야 합니다.' },
  ],
  [
    /^a plain digest signs nothing/,
    {
      'zh-CN': '摘要算法须把密钥放在最前或最后。',
      ko: '요약 알고리듬에서는 열쇠를 맨앞이나 맨뒤에 두어야 합니다.',
    },
  ],
  [
    /^gives a key of (\d+) bytes, (.+) are needed$/,
    {
      'zh-CN': '得到的密钥有 $1 字节，需要 $2 字节。',
      ko: '얻은 열쇠가 $1바이트인데 $2바이트가 필요합니다.',
    },
  ],
  [
    /^stands in a text that is shown/,
    {
      'zh-CN': '密钥出现在会显示的内容里，请改写为 {client_secret}。',
      ko: '비밀키가 보이는 내용에 있습니다. {client_secret}로 쓰십시오.',
    },
  ],
  [
    /^must be a regular expression/,
    {
      'zh-CN': '必须是简单的正则表达式，不能有反向引用、重复的分组或两个以上的开放重复。',
      ko: '간단한 정규식이여야 합니다. 되돌이참조, 묶음반복, 세개이상의 열린 반복은 안됩니다.',
    },
  ],
  [
    /^(\S+) (needs|has no) column salt$/,
    { 'zh-CN': '$1 格式与“盐”一列不符。', ko: '$1 형식이 소금렬과 맞지 않습니다.' },
  ],
  [
    /^not supported/,
    { 'zh-CN': '不支持，请选“否”。', ko: '지원하지 않습니다. 아니를 고르십시오.' },
  ],
  [
    /^a sign-out that goes on there must be signed$/,
    {
      'zh-CN': '要在对方退出，须填写请求签名私钥。',
      ko: '상대에서도 로그아웃하려면 요청 서명열쇠가 있어야 합니다.',
    },
  ],
];
