import { holds } from './holds.ts';

holds({
  name: 'java',
  needs: ['javac', 'mvn'],
  packages: 'default-jdk-headless maven',
  build: [['mvn', '-q', '-B', 'package']],
  run: () => ['java', '-jar', 'target/quickstart.jar'],
  staysBelow: true,
  // Spring Security takes logout tokens of this signature only.
  registers: { id_token_alg: 'RS256' },
  paths: {
    login: '/oauth2/authorization/songhua',
    callback: '/login/oauth2/code/songhua',
    backchannel: '/logout/connect/back-channel/songhua',
  },
});
