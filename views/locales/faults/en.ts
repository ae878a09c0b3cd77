// What is wrong with one field, and what would be right. Values that were sent are never in it.
import type { zhCN } from './zh-CN.ts';

export const en: typeof zhCN = {
  entry: (number: number, said: string) => `Line ${number}: ${said}`,
  at: (what: string, said: string) => `${what}: ${said}`,
  heading: (count: number) =>
    count === 1 ? 'Please put this right first' : `Please put these ${count} right first`,
  rules: {
    missing: 'This has to be given.',
    text: 'This has to be text.',
    number: 'This has to be a number.',
    list: 'This has to be a list.',
    object: 'This has to be a JSON object.',
    truth: 'This is true or false, without quotation marks.',
    shape: 'This cannot be written like that: see what is said beside the field.',
    unknown: 'There is no such item: leave it away.',
    one_of: 'Choose one of these: {allowed}.',
    short: 'Write at least {least} characters.',
    long: 'Write at most {most} characters.',
    few: 'Give at least {least}.',
    many: 'Give at most {most}.',
    least: 'Give {least} or more.',
    most: 'Give {most} or less.',
    json: 'Send one JSON object, with Content-Type application/json.',
    id: 'Write 3 to 60 lower-case letters, digits and hyphens, beginning with a letter.',
    id_kept: 'The gateway keeps this id for itself: choose another.',
    sector: 'Write 1 to 60 lower-case letters, digits and hyphens, beginning with a letter.',
    sector_listed: 'Choose one of the sectors that are listed.',
    department: 'Choose a department that you belong to.',
    phone: 'Write 6 to 20 digits, spaces and hyphens, such as 0431-88880000.',
    mail: 'Write a mail address such as name@office.example.',
    matter: 'A code of a matter is 6 to 40 capital letters and digits, such as A0001234.',
    not_whole: 'this is no whole address; write it as https://name/path.',
    fragment: 'it must have no #; leave that and what follows away.',
    wildcard: 'it must have no *; write each address on a line of its own.',
    login: 'it must have no user name or password.',
    http: 'it has to be https.',
    loopback: 'addresses of this machine are for native applications.',
    scheme:
      'it has to be https; a scheme of an app’s own has a dot in it, such as cn.gov.jl.app:/callback.',
    port: 'use the usual port (443; 80 for localhost), or one from 1024 on.',
    return_missing: 'Who signs people in by a code needs an address that they come back to.',
    return_idle: 'Without authorization_code nobody comes back: leave it empty.',
    notices_pair:
      'An address for notices and the changes to be told of belong together: give both, or neither.',
    notices_scope:
      'It is told only of what it may read: of cases with the scope records or records:read, of citizens and consents with a scope that gives their data.',
    resource: 'Write an https: or urn: address without #, of at most 500 characters.',
    max_age: 'Write whole seconds, from 0 to 31536000 (a year).',
    network: 'Write a block of private addresses, such as 10.20.0.0/16; at most 20 of them.',
    network_needed:
      'An address that we send to lies on this machine or in private space: name its block here, such as 10.20.0.0/16, or 127.0.0.0/8 and ::1/128 for this machine.',
    network_within: 'applications in the sandbox may lie in {blocks} only.',
    network_public: 'applications in the sandbox have to be at public addresses.',
    scope: 'There are only these scopes: {allowed}.',
    openid_missing: 'Whoever signs people in asks for openid too.',
    openid_idle: 'openid is for whoever signs people in: leave it away.',
    claim: 'Name a scope that gives data of people, and each only once.',
    basis: 'Nobody is there who could be asked: the basis has to be “duty”.',
    optional:
      'Only what rests on consent can be left out by people: choose consent, or untick this.',
    months: 'Write whole months, 1 or more, or nothing.',
    fixed: 'This cannot be changed any more.',
    none_machine:
      'Without credentials it cannot call APIs in its own name: choose another method, or leave client_credentials away.',
    none_pkce: 'Without credentials PKCE is needed: choose another method.',
    keys: 'Give {"keys": [...]} with 1 to 20 public keys.',
    keys_both: 'Give the keys or their address, not both.',
    key_private:
      'A private or shared key is in it. Take it out, and use that key no more: it has left your hands.',
    key_kid: 'Each key needs a kid, of at most 200 characters without spaces.',
    key_kid_twice: 'Two keys have one kid: give each its own.',
    key_kind:
      'Keys are EC on P-256, or RSA of 2048 to 8192 bits; this is neither, or is not whole.',
    key_use:
      'use is sig or enc, and alg has to go with it and with the kind of the key: ES256, PS256, RS256 to sign; ECDH-ES, RSA-OAEP and their kin to encrypt.',
    key_needed:
      'private_key_jwt needs a public key for ES256 or PS256 (jwks or jwks_uri): register it first.',
    key_for: 'No registered key can be used with it: register one first.',
    enc_idle:
      'Nothing is encrypted, so this says nothing: choose an algorithm of encryption, or leave it away.',
    signed_needed: 'What is encrypted has to be signed too: choose ES256 or RS256.',
    strict_method: 'The strict profile proves itself by private_key_jwt.',
    strict_alg: 'The strict profile takes ES256 only.',
    strict_id_token:
      'The strict profile signs ID tokens with ES256: choose that, or the standard profile.',
    strict_pkce: 'The strict profile has PKCE always.',
    strict_https: 'The strict profile comes back to https addresses only.',
    answers: 'With authorization_code it is ["code"], otherwise it is empty.',
    not_strict: 'This belongs to the strict profile, and songhua_profile says standard.',
    strict_refused:
      'This belongs to the strict profile, which the registration token does not allow.',
    beyond: 'This is more than the registration token allows.',
    other_id: 'Send back the client_id of this registration.',
    not_sent_back: 'Leave this out of what is sent back.',
    not_its: 'This is none of its secrets: leave it out.',
    origin:
      'Write a whole address at a host and port that are registered under Addresses, without #.',
    registered: 'Choose one of those that are registered.',
  },
};
