<?php
declare(strict_types=1);

/**
 * Who is signed in here: PHP's own sessions, in files that only we read, and beside each the name of
 * the gateway's session that it hangs on (`sid`). Tokens never leave the server. On several servers,
 * keep both where all see them.
 */

const IDLE = 1800; // Songhua does not tell when somebody just did nothing: this limit is ours

/** A file of ours. */
function data(string $name): string
{
    $folder = getenv('DATA_DIR') ?: sys_get_temp_dir() . '/songhua-quickstart-' . setting('PORT');
    if (!is_dir($folder)) mkdir($folder, 0700, true);
    return "$folder/$name";
}

/** Opens the session of this browser. PHP locks it, so two requests of one browser take turns. */
function begin(): void
{
    if (session_status() === PHP_SESSION_ACTIVE) return;
    session_save_path(dirname(data('sessions')));
    session_start([
        'name' => 'session',
        'use_strict_mode' => true,
        'use_only_cookies' => true,
        'cookie_httponly' => true,
        'cookie_samesite' => 'Lax',
        'cookie_secure' => str_starts_with(setting('BASE_URL'), 'https:'),
        'cookie_path' => '/',
        'cache_limiter' => '',
        'gc_maxlifetime' => IDLE,
        'gc_probability' => 1,
        'gc_divisor' => 100,
    ]);
    if (($_SESSION['seen'] ?? time()) < time() - IDLE) finish();
    $_SESSION['seen'] = time();
}

/** The person signed in here, with tokens that are good; nobody when the gateway says that it is over. */
function person(): ?array
{
    begin();
    $person = $_SESSION['person'] ?? null;
    if ($person === null || $person['until'] > time() + 30) return $person;
    try {
        if (!isset($person['refresh_token'])) throw new Refusal('invalid_grant', 'no refresh token');
        $tokens = refresh($person['refresh_token']);
    } catch (Refusal $refusal) {
        error_log($refusal->getMessage());
        if ($refusal->problem === 'unavailable' && $person['until'] > time()) return $person;
        if ($refusal->problem !== 'invalid_grant') throw $refusal;
        // The session there ended, or no longer bears its level: sign in again.
        finish();
        return null;
    }
    if (isset($tokens['claims']) && $tokens['claims']['sub'] !== $person['claims']['sub']) throw new Refusal('failed', 'refreshed for somebody else');
    // The refresh token that came replaces the one that was used.
    return $_SESSION['person'] = $tokens + $person;
}

/** A new session for who has just signed in: the name that the browser had before is worth nothing. */
function start(array $tokens): void
{
    session_regenerate_id(true);
    $_SESSION = ['person' => $tokens, 'csrf' => random(), 'seen' => time()];
    foreach (glob(data('sid-*')) ?: [] as $note) if (!is_file(sessionFile($note))) unlink($note);
    if (isset($tokens['claims']['sid'])) touch(data('sid-' . hash('sha256', $tokens['claims']['sid']) . '-' . session_id()));
}

/** Ends the session of this browser, on the server, and gives it an empty one. */
function finish(): void
{
    session_regenerate_id(true);
    $_SESSION = [];
}

/** Ends every session here that hangs on that one of the gateway. */
function forget(string $sid): void
{
    foreach (glob(data('sid-' . hash('sha256', $sid) . '-*')) ?: [] as $note) {
        @unlink(sessionFile($note));
        @unlink($note);
    }
}

function sessionFile(string $note): string
{
    return data('sess_' . substr($note, strrpos($note, '-') + 1));
}
