"""Sign in by OpenID Connect (Keycloak, Entra ID, Google Workspace, …). Copy to /srv/baby-in-mind/jupyterhub_config.d/.

At the provider, register a confidential client with the redirect address https://HUB/hub/oauth_callback. Keep the secret out of
this file: systemctl edit baby-in-mind-hub, [Service], Environment=OAUTH_CLIENT_SECRET=...
"""

c = get_config()  # noqa: F821 - given by the loader

_PROVIDER = "https://login.example.org/realms/agency/protocol/openid-connect"

c.JupyterHub.authenticator_class = "generic-oauth"
c.GenericOAuthenticator.client_id = "baby-in-mind"
c.GenericOAuthenticator.oauth_callback_url = "https://hub.example.org/hub/oauth_callback"
c.GenericOAuthenticator.authorize_url = f"{_PROVIDER}/auth"
c.GenericOAuthenticator.token_url = f"{_PROVIDER}/token"
c.GenericOAuthenticator.userdata_url = f"{_PROVIDER}/userinfo"
c.GenericOAuthenticator.scope = ["openid", "profile"]
# A claim that people cannot change themselves: it must be the name of the account on this machine.
c.GenericOAuthenticator.username_claim = "preferred_username"
c.GenericOAuthenticator.login_service = "your agency's account"
