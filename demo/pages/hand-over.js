// For comfort: whoever has no script presses the button.
document.querySelector('form').submit();
