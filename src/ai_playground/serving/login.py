"""Where a guest without the token is asked for it, and where one leaves."""

from __future__ import annotations

from jupyter_server.auth.decorator import allow_unauthenticated
from jupyter_server.auth.login import LoginFormHandler

from ai_playground.serving.error_pages import ErrorPages


class Login(ErrorPages, LoginFormHandler):
    """Asks for the token."""

    def _render(self, message: dict[str, str] | None = None) -> None:
        self.write(
            self.our_page(
                "login.html",
                next=self.get_argument("next", default=self.base_url),
                wrong=message is not None,
                xsrf_form=self.xsrf_form_html(),
            )
        )

    def _redirect_safe(self, url: str, default: str | None = None) -> None:
        try:
            super()._redirect_safe(url, default)  # type: ignore[no-untyped-call]
        except ValueError:  # what follows `next=` is no address
            self.redirect(self.base_url)


class Logout(ErrorPages, LoginFormHandler):
    """Forgets the guest and asks for the token anew."""

    @allow_unauthenticated
    def get(self) -> None:
        """Answer with the login page."""
        self.identity_provider.clear_login_cookie(self)
        self.redirect(self.settings["login_url"])
