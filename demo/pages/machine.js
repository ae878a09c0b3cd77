// The screen is shown anew as soon as something happened on the telephone, or nothing did for long.
new EventSource('/changes').addEventListener('changed', () => location.reload());
