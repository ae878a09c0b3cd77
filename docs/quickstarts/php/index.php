<?php
declare(strict_types=1);

/** An application of a department that signs people in through Songhua: its addresses and pages. */
require __DIR__ . '/songhua.php';
require __DIR__ . '/session.php';

const BUTTON = '<p><a href="/login">Sign in with Songhua</a></p>';

ini_set('display_errors', '0');
header_remove('X-Powered-By');
header('Cache-Control: no-store');
header('Referrer-Policy: no-referrer');
header('X-Content-Type-Options: nosniff');
// The form for signing out is answered by a redirect to the gateway.
header("Content-Security-Policy: default-src 'none'; form-action 'self' " . setting('ISSUER') . "; frame-ancestors 'none'; base-uri 'none'");
if (str_starts_with(setting('BASE_URL'), 'https:')) header('Strict-Transport-Security: max-age=31536000');

$path = parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH);
try {
    match ("{$_SERVER['REQUEST_METHOD']} $path") {
        'GET /' => home(),
        'GET /login' => signIn(null, wanted()),
        'GET /callback' => callback(),
        'GET /important' => important(),
        'POST /logout' => signOut(),
        'POST /backchannel-logout' => told(),
        default => page(404, '<h1>There is no such page</h1>'),
    };
} catch (Refusal $refusal) {
    error_log($refusal->getMessage());
    $words = match ($refusal->problem) {
        'access_denied' => 'You did not agree, so nobody was signed in.',
        'level_too_low', 'unmet_authentication_requirements' => 'This needs a higher level than you have shown.',
        'unavailable' => 'Songhua does not answer at present. Please come back later.',
        default => 'The sign-in did not succeed. Please try again.',
    };
    page($refusal->status, '<h1>Not signed in</h1><p>' . text($words) . ' (' . text($refusal->problem) . ')</p>' . BUTTON);
} catch (Throwable $fault) {
    error_log((string) $fault);
    page(500, '<h1>Something went wrong here</h1>');
}

function home(): void
{
    $person = person();
    $left = isset($_SESSION['left'], $_GET['state']) && $_SESSION['left'] === $_GET['state'];
    page(200, '<h1>Welcome</h1>' . ($left ? '<p>You are signed out.</p>' : '') . ($person ? about($person) : BUTTON));
}

/** Only for level 2: a stranger, and somebody whose level is too low, are sent to the gateway for it. */
function important(): void
{
    $person = person();
    if (!$person || level($person['claims']) < 2) signIn(2, '/important');
    else page(200, '<h1>Something important</h1>' . about($person));
}

/** Where somebody is to come back to: a page of our own, whoever began the sign-in (Core §4). */
function wanted(): string
{
    if (isset($_GET['iss']) && $_GET['iss'] !== setting('ISSUER')) throw new Refusal('failed', 'begun for another issuer');
    $to = (string) ($_GET['target_link_uri'] ?? '');
    return str_starts_with($to, setting('BASE_URL') . '/') ? substr($to, strlen(setting('BASE_URL'))) : '/';
}

function signIn(?int $level, string $to): void
{
    begin();
    $address = signInAddress($asked, $level, $to);
    // One for each window that the person has open, and no more than that.
    $_SESSION['asked'] = array_slice([$asked['state'] => $asked] + ($_SESSION['asked'] ?? []), 0, 5, true);
    go($address);
}

function callback(): void
{
    begin();
    $state = (string) ($_GET['state'] ?? '');
    $asked = $_SESSION['asked'][$state] ?? throw new Refusal('failed', 'an answer that this browser did not ask for');
    unset($_SESSION['asked'][$state]);
    if (($_GET['iss'] ?? null) !== setting('ISSUER')) throw new Refusal('failed', 'an answer of another issuer');
    if (!isset($_GET['code'])) throw new Refusal((string) ($_GET['error'] ?? 'failed'), 'the gateway refused');
    $tokens = exchange((string) $_GET['code'], $asked);
    // What was asked for was in the browser's hands; what came is signed.
    if ($asked['level'] !== null && level($tokens['claims']) < $asked['level']) {
        throw new Refusal('level_too_low', 'not the level that was asked for', 403);
    }
    $tokens['name'] = userinfo($tokens['access_token'], $tokens['claims']['sub'])['name'] ?? '';
    start($tokens);
    go(setting('BASE_URL') . $asked['to']);
}

function signOut(): void
{
    $person = person();
    if (!$person) {
        go(setting('BASE_URL') . '/');
        return;
    }
    if (!hash_equals($_SESSION['csrf'], (string) ($_POST['csrf'] ?? ''))) throw new Refusal('failed', 'a form of somebody else', 403);
    finish();
    $_SESSION['left'] = random();
    go(endpoint('end_session_endpoint') . '?' . http_build_query([
        'id_token_hint' => $person['id_token'],
        'post_logout_redirect_uri' => setting('BASE_URL') . '/',
        'state' => $_SESSION['left'],
    ]));
}

/** The gateway says from behind, without any cookie, that a session of it ended. */
function told(): void
{
    try {
        forget(endedBy((string) ($_POST['logout_token'] ?? '')));
        http_response_code(200);
    } catch (Refusal $refusal) {
        error_log($refusal->getMessage());
        http_response_code($refusal->status);
    }
}

function about(array $person): string
{
    return '<p>' . text((string) $person['name']) . '</p><p>' . text($person['claims']['sub']) . '</p><p>'
        . text((string) ($person['claims']['acr'] ?? '')) . '</p><p><a href="/important">Something important</a></p>'
        . '<form method="post" action="/logout"><input type="hidden" name="csrf" value="' . text($_SESSION['csrf'])
        . '"><button>Sign out</button></form>';
}

function text(string $said): string
{
    return htmlspecialchars($said, ENT_QUOTES | ENT_SUBSTITUTE | ENT_HTML5, 'UTF-8');
}

function page(int $status, string $main): void
{
    http_response_code($status);
    header('Content-Type: text/html; charset=utf-8');
    echo '<!doctype html><html lang="en"><title>Quickstart</title><main>', $main, '</main></html>';
}

function go(string $address): void
{
    header("Location: $address", true, 303);
}
