"""The addresses of signing in: for the staff, then for the readers and providers of an institution."""

from django.urls import URLPattern, path

from interlend.interfaces.sign_in import (
    account,
    passwords,
    pins,
    providers,
    readers,
    second_factor,
    staff,
    trying,
)

urlpatterns: list[URLPattern] = [
    path("sign-in", staff.sign_in, name="sign-in"),
    path("sign-out", staff.sign_out, name="sign-out"),
    path("sign-in/code", second_factor.ask, name="code"),
    path("sign-in/account", account.show, name="account"),
    path("sign-in/password", passwords.change, name="change-password"),
    path("sign-in/password/forgotten", passwords.forgotten, name="forgotten-password"),
    path("sign-in/password/<str:shown>/<str:token>", passwords.set_by_link, name="set-password"),
    path("sign-in/second-factor", second_factor.show, name="second-factor"),
    path("sign-in/second-factor/set-up", second_factor.set_up, name="set-up-second-factor"),
    path("sign-in/second-factor/qr.svg", second_factor.qr, name="second-factor-qr"),
    path("sign-in/second-factor/recovery-codes", second_factor.recovery_codes, name="recovery-codes"),
    path("sign-in/second-factor/remove", second_factor.remove, name="remove-second-factor"),
    path("<slug:zone>/sign-in", readers.sign_in, name="reader"),
    path("<slug:zone>/sign-out", readers.sign_out, name="reader-sign-out"),
    path("<slug:zone>/sign-in/pin", pins.forgotten, name="forgotten-pin"),
    path("<slug:zone>/sign-in/pin/<str:shown>/<str:token>", pins.set_by_link, name="set-pin"),
    path("<slug:zone>/sign-in/by/<slug:code>", providers.begin, name="provider"),
    path("<slug:zone>/sign-in/by/<slug:code>/answer", providers.answer, name="provider-answer"),
    path("<slug:zone>/sign-in/by/<slug:code>/saml", providers.take_saml, name="provider-saml"),
    path("<slug:zone>/sign-in/by/<slug:code>/metadata", providers.metadata, name="provider-metadata"),
    path("<slug:zone>/desk/identity-providers/<slug:code>/test", trying.show, name="provider-test"),
]
