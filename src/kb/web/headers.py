"""The headers that keep visitors safe."""

POLICY = "Content-Security-Policy"


def policy(recordings: str = "") -> str:
    """Return what a page may load: all from this site, and recordings from the one given."""
    rules = {
        "default-src": "'none'",
        "style-src": "'self'",
        "img-src": "'self' data:",
        "script-src": "'self'",
        "connect-src": "'self'",
        "form-action": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
        **({"media-src": recordings} if recordings else {}),
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


HEADERS = {
    POLICY: policy(),
    "X-Content-Type-Options": "nosniff",
    # Not "no-referrer": then our own forms would not say where they come from.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
