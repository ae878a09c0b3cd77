// Whole, since it is one table: every format with its vectors, and how each was computed.
import type { Stored } from '../../../src/credentials/formats/formats.ts';

/** A stored text with the password that it is of. */
export interface Vector {
  stored: Stored;
  password: string;
}

/**
 * Where no standard is named, the texts were computed with Python 3.11: `p` is the password in UTF-8,
 * `s` the salt; hashlib (over OpenSSL), crypt (libxcrypt) for bcrypt, argon2-cffi for argon2. Those of
 * Django were also checked by Django 5.2 itself, those of phpass by passlib.
 */
const password = '王测试密码';
const salt = 'x9K2';

const of = (
  format: Stored['format'],
  hash: string,
  more: Omit<Stored, 'format' | 'hash'> = {},
) => ({
  stored: { format, hash, ...more },
  password,
});

/** hashlib.new(name, p), (name, s + p), (name, p + s) */
const digests: Vector[] = [
  of('md5', 'a27f14f11b8d03e20fe465e3e64c7a52'),
  of('md5', 'A27F14F11B8D03E20FE465E3E64C7A52'),
  of('md5', 'on8U8RuNA+IP5GXj5kx6Ug=='),
  of('md5', 'on8U8RuNA+IP5GXj5kx6Ug'),
  // A column of fixed width pads.
  of('md5', 'a27f14f11b8d03e20fe465e3e64c7a52        '),
  of('md5-md5', '8ade3b69dd30c3b4dca68c2d63291b60'),
  of('md5-salt-before', '3390ced9ee340b70c7a4de0c35aab89f', { salt }),
  of('md5-salt-after', '820703184e5360f13ff945f8891b09df', { salt }),
  // The same salt, kept as hex and as base64.
  of('md5-salt-after', '820703184e5360f13ff945f8891b09df', {
    salt: '78394B32',
    params: { salt_encoding: 'hex' },
  }),
  of('md5-salt-after', '820703184e5360f13ff945f8891b09df', {
    salt: 'eDlLMg==',
    params: { salt_encoding: 'base64' },
  }),
  of('sha1', 'c05b66e7b8bd987f4425cb1802bb77d98a1457ce'),
  of('sha1', 'wFtm57i9mH9EJcsYArt32YoUV84='),
  of('sha1-salt-before', '53806590c49b15a125376b2e661dc976dc3695f3', { salt }),
  of('sha1-salt-after', '29d2ce094f733642891635ddd09745f1e60e8046', { salt }),
  of('sha256', 'f49ee110bfc4d61a38006f99d2c06fa0862a19b2e82a80cb8e5d27059d622b3b'),
  of('sha256', '9J7hEL/E1ho4AG+Z0sBvoIYqGbLoKoDLjl0nBZ1iKzs='),
  of('sha256-salt-before', '9b5d02984145fb678c69eb10cead835a5260866d74e4c512f1a102598493e793', {
    salt,
  }),
  of('sha256-salt-after', '87843b64ce2536dc21a0c46164ac1e7fe01be134db787a84a47443c020260129', {
    salt,
  }),
  of(
    'sha512',
    'jkPSdLU0lmWIFRBPX60ls7ajVXnNJ9o6Om2fPSqKCB60IGL0a4CbwkCTUeY5e6smi9Wu1YhNWy/hQlKGC8iw8w==',
  ),
  of(
    'sha512-salt-before',
    '2f93912e901019f27f098056d94be481ae95630770020c962101bcdd81f94538' +
      '4c2972e972afcaa9622635502ce7fce18c5319a639c8323b8fbcc7601be8c40b',
    { salt },
  ),
  of(
    'sha512-salt-after',
    'c14645a4234c3c239bb68d839e07fdf9c8ddf540a9da6ac7e7ac8b51c5e5fa04' +
      'd417d9282902d6fc2d3949b461064704142ea0192ae52d5347373c21add57093',
    { salt },
  ),
  of('sm3', 'a1453eef163f3a0a6a9b613cb4bba13796c7dded8254b3aeaea79b6a3bbeb680'),
  of('sm3-salt-before', '4c7db73f860568db41f6d4e6365dd49db49a9a8284abfa4683b770e6fe71c1bc', {
    salt,
  }),
  of('sm3-salt-after', '5a6d0d0a63a5323f169f7f9bcf4c8d2e694a4075d0fb50c2ff3b5b0389141147', {
    salt,
  }),
  // p in GBK: hashlib.md5('王测试密码'.encode('gbk')), and sm3.
  of('md5', '41544fb88330be355dda5e708da9e5a9', { params: { charset: 'gbk' } }),
  of('sm3', '9a3d5b7df631db7e96892a06e54e9e31fc21d2de06c9ab802e2cdbfc95d53771', {
    params: { charset: 'gbk' },
  }),
  // Published: RFC 1321 A.5; FIPS 180-4's examples; GB/T 32905 A.1.
  { stored: { format: 'md5', hash: '900150983cd24fb0d6963f7d28e17f72' }, password: 'abc' },
  { stored: { format: 'md5', hash: 'd41d8cd98f00b204e9800998ecf8427e' }, password: '' },
  { stored: { format: 'sha1', hash: 'a9993e364706816aba3e25717850c26c9cd0d89d' }, password: 'abc' },
  {
    stored: {
      format: 'sha256',
      hash: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    },
    password: 'abc',
  },
  {
    stored: {
      format: 'sha512',
      hash:
        'ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a' +
        '2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f',
    },
    password: 'abc',
  },
  {
    stored: {
      format: 'sm3',
      hash: '66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0',
    },
    password: 'abc',
  },
];

/** hashlib.pbkdf2_hmac(name, p, s, 1000[, 20]); hashlib.scrypt(p, salt=s, n=16384, r=8, p=1, dklen=64) */
const derived: Vector[] = [
  of('pbkdf2-sha1', 'ac01e930c6ead7958623aa2bce1fb87353a09f82', {
    salt,
    params: { iterations: 1000 },
  }),
  of('pbkdf2-sha256', 'PrqKnkiDlQzKmNKE+VbEebbrGOVrIZj9VG6/fEV0Q+M=', {
    salt,
    params: { iterations: 1000 },
  }),
  of('pbkdf2-sha256', '14b4c1cc9a44e6cc00ba66074d1a4f301c340ce7', {
    salt: '00FF10A0',
    params: { iterations: 1000, key_length: 20, salt_encoding: 'hex' },
  }),
  of(
    'pbkdf2-sha512',
    'lse/hvtjahQbqm/2rLoawTDsnGbT8W462Gu2blUB03N1CAL7jiTAV+AH1NLWpgHLIO6CwOhtXx7J0qqpyfv/ww==',
    { salt, params: { iterations: 1000 } },
  ),
  of(
    'scrypt',
    'cb032f5b75e8176116271e7cc61bb8244c73fd44c849f18b6d3f9c4825292a56' +
      '4fdb4bed4ab6a7ab0a60e4c2f39fc3c5dba1e341b48d94ccd1ec9233ef5eb501',
    { salt },
  ),
  // Published: RFC 6070 §2; RFC 7914 §11 and §12.
  {
    stored: {
      format: 'pbkdf2-sha1',
      hash: '4b007901b765489abead49d926f721d065a429c1',
      salt: 'salt',
      params: { iterations: 4096 },
    },
    password: 'password',
  },
  {
    stored: {
      format: 'pbkdf2-sha256',
      hash:
        '55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc' +
        '49ca9cccf179b645991664b39d77ef317c71b845b1e30bd509112041d3a19783',
      salt: 'salt',
      params: { iterations: 1, key_length: 64 },
    },
    password: 'passwd',
  },
  {
    stored: {
      format: 'scrypt',
      hash:
        'fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162' +
        '2eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640',
      salt: 'NaCl',
      params: { cost: 1024, block_size: 8, parallelism: 16 },
    },
    password: 'password',
  },
];

/** crypt.crypt(p, '$2b$05$' + 22 characters of salt) */
const bcrypts: Vector[] = [
  of('bcrypt', '$2a$05$abcdefghijklmnopqrstuuwy.fVIDh/fWoy.ouzBxCxuiaTiHulVa'),
  of('bcrypt', '$2b$05$abcdefghijklmnopqrstuuwy.fVIDh/fWoy.ouzBxCxuiaTiHulVa'),
  of('bcrypt', '$2y$05$abcdefghijklmnopqrstuuwy.fVIDh/fWoy.ouzBxCxuiaTiHulVa'),
  {
    stored: {
      format: 'bcrypt',
      hash: '$2b$05$abcdefghijklmnopqrstuu0oImNDIy4flhldV9YqunRgBAePKmw7m',
    },
    password: '',
  },
  // Of 80 characters 72 count.
  {
    stored: {
      format: 'bcrypt',
      hash: '$2b$05$abcdefghijklmnopqrstuujf8SX2ahXLwp9w/B.Y5XdysS6yR576q',
    },
    password: 'x'.repeat(80),
  },
  // Published with crypt_blowfish.
  {
    stored: {
      format: 'bcrypt',
      hash: '$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW',
    },
    password: 'U*U',
  },
];

/** argon2.low_level.hash_secret(p, b'somesalt', 2, 1024, 2, 24, type, version) */
const argon2s: Vector[] = [
  of('argon2', '$argon2d$v=16$m=1024,t=2,p=2$c29tZXNhbHQ$kppEc0hkBy38hdE67otiSDmJ0v6jqFPp'),
  of('argon2', '$argon2d$v=19$m=1024,t=2,p=2$c29tZXNhbHQ$HuK0022wXR+zqyL6/FpuS1UPqi7IEPRt'),
  of('argon2', '$argon2i$v=16$m=1024,t=2,p=2$c29tZXNhbHQ$3/P2hMhQc/Ke/2gVQaRVRZwRl7HBoGEi'),
  of('argon2', '$argon2i$m=1024,t=2,p=2$c29tZXNhbHQ$3/P2hMhQc/Ke/2gVQaRVRZwRl7HBoGEi'),
  of('argon2', '$argon2i$v=19$m=1024,t=2,p=2$c29tZXNhbHQ$51BQgnN37Mp7V4G3ViJprt68pOcUuDqK'),
  of('argon2', '$argon2id$v=16$m=1024,t=2,p=2$c29tZXNhbHQ$QTDpKOTj02ZIcdyqBplvFc5LCEB387jI'),
  of('argon2', '$argon2id$v=19$m=1024,t=2,p=2$c29tZXNhbHQ$Jj8XvgsazYSP3nKqedLiC4bHP1SLvgAv'),
];

/** phpass's portable hash written again in Python: md5(s + p), then 2^n times md5(state + p). */
const phpasses: Vector[] = [
  of('phpass', '$P$BsaltSALTvNwfNvoju7uLFrTxp6iBW0'),
  of('phpass', '$H$9saltSALTLpY2mUmoPTgK3wgs5SV8x.'),
  // Published with phpass.
  {
    stored: { format: 'phpass', hash: '$P$9IQRaTwmfeRo7ud9Fh4E2PdI0S3r.L0' },
    password: 'test12345',
  },
];

const djangos: Vector[] = [
  'pbkdf2_sha256$20000$seasalt7$tGzPAQvmxeM24GfyIs8fJfPem1NXgWV0l4BKCgwEVBs=',
  'pbkdf2_sha1$20000$seasalt7$YsaG4mTe5pSpTj/RRTnY95MqBrc=',
  'argon2$argon2id$v=19$m=102400,t=2,p=8$c2Vhc2FsdDc$R1DM0vEL7fX5f3cEq6Ks55GvDViXshbz70jH2GvWbe8',
  'bcrypt_sha256$$2b$05$abcdefghijklmnopqrstuuUEjhO2YKS1Y79Yipe8/0s4sfyWAbrKW',
  'bcrypt$$2b$05$abcdefghijklmnopqrstuuwy.fVIDh/fWoy.ouzBxCxuiaTiHulVa',
  'scrypt$16384$seasalt7$8$5$CPoRGvzBhNIQheUdk/U6I2vqtqmjWmPB0L6T3HmX3qOB41fRxtyPOhpy+WvymlVYpKTbob836Z5gtVjfAFFnYg==',
  'sha1$seasalt7$0d49f75be65c0101f7dc993eaec1abaa4c644456',
  'sha1$$c05b66e7b8bd987f4425cb1802bb77d98a1457ce',
  'md5$seasalt7$88e11f6b8b60f8bed35f9ac45bc6845c',
  'md5$$a27f14f11b8d03e20fe465e3e64c7a52',
  'a27f14f11b8d03e20fe465e3e64c7a52',
].map((hash) => of('django', hash));

/**
 * After the reference of Spring Security: pbkdf2 is hex(s + pbkdf2_hmac(name, p, s, n, 32)) with
 * s = bytes 1, 2, 3 ...; a message digest is '{salt}' + hex(p + '{salt}'); sha256 is hex(s + SHA-256
 * 1024 times over s + p); scrypt is of s = bytes 0, 1, 2 ...
 */
const springs: Vector[] = [
  '{bcrypt}$2a$05$abcdefghijklmnopqrstuuwy.fVIDh/fWoy.ouzBxCxuiaTiHulVa',
  '{pbkdf2}010203040506070844bb6ee5c31f7e6353ce230491a65052fc6bc3849379e38aa0c4a6903df5e2ef',
  '{pbkdf2@SpringSecurity_v5_8}0102030405060708090a0b0c0d0e0f107d8c59ec18b3528d467abb2554d574969ec79fe1d2c530d0d99e252669f50a54',
  '{scrypt}$e0801$AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4vMDEyMzQ1Njc4OTo7PD0+Pw==$stjH8pNeo0SM0tzD8QiwRCRzKQ15RV0j80/vMx/zsKs=',
  '{scrypt@SpringSecurity_v5_8}$100801$AAECAwQFBgcICQoLDA0ODw==$q2riWsqCCrBg+yTzWUJlUe4xbImxkouBwYpLJ7grH9Y=',
  '{argon2}$argon2id$v=19$m=1024,t=2,p=2$c29tZXNhbHQ$Jj8XvgsazYSP3nKqedLiC4bHP1SLvgAv',
  '{MD5}{k3y/Salt=}8076133f1d27b0ea84b9caba2005b03e',
  '{SHA-1}c05b66e7b8bd987f4425cb1802bb77d98a1457ce',
  '{SHA-256}{k3y/Salt=}d9273aa21d1f65aee830c98a67fb9d1a4af67ecc5c5d3a674f4a4b20a9977387',
  '{sha256}01020304050607089e99f0639ba95a52e6ec987eb8214f59fd8d0d2865776a5d0fe9dce93aac8e18',
  '{sm3}a1453eef163f3a0a6a9b613cb4bba13796c7dded8254b3aeaea79b6a3bbeb680',
  '{ldap}{SSHA}TbslX6eyMSOcSAxWQ4XF66P68rYBAv8E',
].map((hash) => of('spring', hash));

/** base64(digest(p + s) + s) with s = 01 02 ff 04 */
const directories: Vector[] = [
  '{MD5}on8U8RuNA+IP5GXj5kx6Ug==',
  '{SMD5}IuRDIK1fjHx4kx4sLK/DjAEC/wQ=',
  '{SHA}wFtm57i9mH9EJcsYArt32YoUV84=',
  '{SSHA}TbslX6eyMSOcSAxWQ4XF66P68rYBAv8E',
  '{ssha}TbslX6eyMSOcSAxWQ4XF66P68rYBAv8E',
  '{SHA256}9J7hEL/E1ho4AG+Z0sBvoIYqGbLoKoDLjl0nBZ1iKzs=',
  '{SSHA256}KjQZwto7fOTE749tlXHwPdX4m5IlFKQfYdOFT5z7xe8BAv8E',
  '{SSHA512}E+zy4NhWhzhCanXU7C9s7ywnTjpSDZIlf/HwxesOWBb5Yz5Xo3szVoClRxpBMOKv+d5yI2JntPnv/3J/cvXbegEC/wQ=',
].map((hash) => of('ldap', hash));

export const vectors: readonly Vector[] = [
  ...digests,
  ...derived,
  ...bcrypts,
  ...argon2s,
  ...phpasses,
  ...djangos,
  ...springs,
  ...directories,
];
