<?php
declare(strict_types=1);

/**
 * The gateway, as an application sees it: where it is, its keys, its tokens (OpenID Connect Core 1.0,
 * RFC 7636, RFC 9207, Back-Channel Logout 1.0). Nothing in here knows of pages or sessions.
 */

/** What a person is told of, by a code; the log has the reason. */
final class Refusal extends RuntimeException
{
    public function __construct(public readonly string $problem, string $reason, public readonly int $status = 400)
    {
        parent::__construct($reason);
    }
}

const LEEWAY = 60; // seconds that two clocks may differ
const LOGOUT = 'http://schemas.openid.net/event/backchannel-logout';

function setting(string $name): string
{
    $value = getenv($name);
    return $value !== false && $value !== '' ? $value : throw new LogicException("$name is not set");
}

function base64url(string $bytes): string
{
    return rtrim(strtr(base64_encode($bytes), '+/', '-_'), '=');
}

function fromBase64url(string $text): string
{
    return (string) base64_decode(strtr($text, '-_', '+/'), true);
}

function random(): string
{
    return base64url(random_bytes(32));
}

/** @return array{int, array<string, mixed>} status and body; status 0 where nobody answered */
function ask(string $address, ?array $form = null, array $headers = []): array
{
    $body = @file_get_contents($address, false, stream_context_create(['http' => [
        'method' => $form === null ? 'GET' : 'POST',
        'header' => [...$headers, 'Accept: application/json', ...($form === null ? [] : ['Content-Type: application/x-www-form-urlencoded'])],
        'content' => $form === null ? '' : http_build_query($form),
        'timeout' => 5,
        'ignore_errors' => true,
        'follow_location' => 0,
    ]]));
    $status = $body === false ? 0 : (int) (explode(' ', $http_response_header[0] ?? '')[1] ?? 0);
    $said = json_decode((string) $body, true);
    return [$status, is_array($said) ? $said : []];
}

/** Read from an address once an hour at most, or as old as `$atMost` seconds where that is too old. */
function cached(string $name, string $address, int $atMost = 3600): array
{
    $file = data("$name.json");
    $age = is_file($file) ? time() - (int) filemtime($file) : PHP_INT_MAX;
    if ($age > $atMost) {
        [$status, $body] = ask($address);
        if ($status === 200) {
            // Whole or not at all: other processes read it meanwhile.
            file_put_contents("$file." . getmypid(), json_encode($body));
            rename("$file." . getmypid(), $file);
        } elseif ($age === PHP_INT_MAX) {
            throw new Refusal('unavailable', "$name: the gateway answered $status", 503);
        }
        clearstatcache();
    }
    return json_decode((string) file_get_contents($file), true) ?? [];
}

function endpoint(string $name): string
{
    $metadata = cached('metadata', setting('ISSUER') . '/.well-known/openid-configuration');
    if (($metadata['issuer'] ?? null) !== setting('ISSUER')) throw new Refusal('failed', 'another issuer in the metadata');
    return (string) $metadata[$name];
}

/** The address to sign in at; what must be remembered of it comes back in `$asked`. */
function signInAddress(?array &$asked, ?int $level, string $to): string
{
    $asked = ['state' => random(), 'nonce' => random(), 'verifier' => random(), 'level' => $level, 'to' => $to];
    return endpoint('authorization_endpoint') . '?' . http_build_query([
        'client_id' => setting('CLIENT_ID'),
        'response_type' => 'code',
        'scope' => 'openid profile',
        'redirect_uri' => setting('BASE_URL') . '/callback',
        'state' => $asked['state'],
        'nonce' => $asked['nonce'],
        'code_challenge' => base64url(hash('sha256', $asked['verifier'], true)),
        'code_challenge_method' => 'S256',
        ...($level === null ? [] : ['acr_values' => "urn:songhua:acr:$level"]),
    ]);
}

/** @return array<string, mixed> tokens, with the verified claims of the id token beside them */
function tokens(array $form, ?string $nonce = null): array
{
    // RFC 6749 §2.3.1: both are encoded before they are joined.
    $secret = base64_encode(urlencode(setting('CLIENT_ID')) . ':' . urlencode(setting('CLIENT_SECRET')));
    [$status, $said] = ask(endpoint('token_endpoint'), $form, ["Authorization: Basic $secret"]);
    if ($status === 0 || $status >= 500) throw new Refusal('unavailable', "token endpoint: $status", 503);
    if ($status !== 200) throw new Refusal((string) ($said['error'] ?? 'failed'), "token endpoint: $status " . json_encode($said));
    // At a refresh there may be no new id token; at a sign-in there is no sign-in without one.
    if (isset($said['id_token']) || $nonce !== null) {
        $said['claims'] = idToken((string) ($said['id_token'] ?? ''), $nonce);
    }
    return $said + ['until' => time() + (int) ($said['expires_in'] ?? 0)];
}

function exchange(string $code, array $asked): array
{
    return tokens([
        'grant_type' => 'authorization_code',
        'code' => $code,
        'redirect_uri' => setting('BASE_URL') . '/callback',
        'code_verifier' => $asked['verifier'],
    ], $asked['nonce']);
}

function refresh(string $refreshToken): array
{
    return tokens(['grant_type' => 'refresh_token', 'refresh_token' => $refreshToken]);
}

function userinfo(string $accessToken, string $sub): array
{
    [$status, $said] = ask(endpoint('userinfo_endpoint'), null, ["Authorization: Bearer $accessToken"]);
    if ($status !== 200) throw new Refusal('unavailable', "userinfo: $status", 503);
    // Core §5.3.2: what is said of somebody else is not used.
    return ($said['sub'] ?? null) === $sub ? $said : throw new Refusal('failed', 'userinfo is of somebody else');
}

/** Core §3.1.3.7. */
function idToken(string $token, ?string $nonce): array
{
    $claims = verified($token);
    if (!is_string($claims['sub'] ?? null)) throw new Refusal('failed', 'id token without sub');
    if ($nonce !== null && !hash_equals($nonce, (string) ($claims['nonce'] ?? ''))) throw new Refusal('failed', 'id token of another nonce');
    return $claims;
}

/** Back-Channel Logout 1.0 §2.6. @return string the session that ended at the gateway */
function endedBy(string $token): string
{
    $claims = verified($token, 'logout+jwt');
    if (array_key_exists('nonce', $claims)) throw new Refusal('failed', 'logout token with a nonce');
    if (!is_array($claims['events'][LOGOUT] ?? null)) throw new Refusal('failed', 'logout token of another event');
    return is_string($claims['sid'] ?? null) ? $claims['sid'] : throw new Refusal('failed', 'logout token without sid');
}

/** Signature, issuer, audience and time, which id tokens and logout tokens have in common. */
function verified(string $token, ?string $typ = null): array
{
    $parts = explode('.', $token);
    if (count($parts) !== 3) throw new Refusal('failed', 'no signed token');
    $header = json_decode(fromBase64url($parts[0]), true);
    // The one algorithm that we are registered with, never what a token says of itself.
    if (!is_array($header) || ($header['alg'] ?? null) !== 'ES256') throw new Refusal('failed', 'not signed with ES256');
    if ($typ !== null && strtolower((string) ($header['typ'] ?? '')) !== $typ) throw new Refusal('failed', "not a token of type $typ");
    $key = keyNamed((string) ($header['kid'] ?? '')) ?? throw new Refusal('failed', 'signed with an unknown key');
    if (openssl_verify("$parts[0].$parts[1]", derSignature(fromBase64url($parts[2])), $key, OPENSSL_ALGO_SHA256) !== 1) {
        throw new Refusal('failed', 'wrong signature');
    }
    $claims = json_decode(fromBase64url($parts[1]), true);
    if (!is_array($claims) || ($claims['iss'] ?? null) !== setting('ISSUER')) throw new Refusal('failed', 'another issuer');
    if (!in_array(setting('CLIENT_ID'), (array) ($claims['aud'] ?? []), true)) throw new Refusal('failed', 'for another audience');
    if (isset($claims['azp']) && $claims['azp'] !== setting('CLIENT_ID')) throw new Refusal('failed', 'for another party');
    if (!is_int($claims['exp'] ?? null) || $claims['exp'] <= time() - LEEWAY) throw new Refusal('failed', 'expired');
    if (!is_int($claims['iat'] ?? null) || $claims['iat'] > time() + LEEWAY) throw new Refusal('failed', 'from the future: is our clock right?');
    return $claims;
}

/** Keys rotate: for an unknown one the set is read again, but nobody makes us do so all the time. */
function keyNamed(string $kid): ?OpenSSLAsymmetricKey
{
    foreach ([3600, 10] as $atMost) {
        foreach (cached('keys', endpoint('jwks_uri'), $atMost)['keys'] ?? [] as $jwk) {
            if (($jwk['kid'] ?? null) === $kid && ($jwk['kty'] ?? null) === 'EC' && ($jwk['crv'] ?? null) === 'P-256') {
                return publicKey(fromBase64url($jwk['x']), fromBase64url($jwk['y']));
            }
        }
    }
    return null;
}

/** openssl takes keys as SubjectPublicKeyInfo (RFC 5480): on P-256 that is 26 bytes, and the point. */
function publicKey(string $x, string $y): ?OpenSSLAsymmetricKey
{
    $der = hex2bin('3059301306072a8648ce3d020106082a8648ce3d030107034200') . "\x04" . $x . $y;
    return openssl_pkey_get_public("-----BEGIN PUBLIC KEY-----\n" . base64_encode($der) . "\n-----END PUBLIC KEY-----") ?: null;
}

/** JOSE has r and s as 64 bytes (RFC 7518 §3.4), openssl wants them as DER. */
function derSignature(string $raw): string
{
    if (strlen($raw) !== 64) return '';
    $integer = function (string $bytes): string {
        $bytes = ltrim($bytes, "\0");
        if ($bytes === '' || ord($bytes[0]) > 127) $bytes = "\0$bytes";
        return "\x02" . chr(strlen($bytes)) . $bytes;
    };
    $both = $integer(substr($raw, 0, 32)) . $integer(substr($raw, 32));
    return "\x30" . chr(strlen($both)) . $both;
}

/** The level that a signed `acr` says: compared as a number. */
function level(array $claims): int
{
    return preg_match('/^urn:songhua:acr:([0-4])$/D', (string) ($claims['acr'] ?? ''), $found) ? (int) $found[1] : -1;
}
