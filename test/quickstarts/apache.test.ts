import { holds } from './holds.ts';

holds({
  name: 'apache',
  needs: ['apache2', '/usr/lib/apache2/modules/mod_auth_openidc.so', 'openssl'],
  packages: 'apache2 libapache2-mod-auth-openidc openssl',
  build: [['mkdir', 'run']],
  run: (dir) => ['apache2', '-d', dir, '-f', 'httpd.conf', '-D', 'FOREGROUND'],
  staysBelow: true,
  leaves: ['id_token.alg_none'],
  paths: { signOut: '/callback?logout=', backchannel: '/callback?logout=backchannel' },
});
