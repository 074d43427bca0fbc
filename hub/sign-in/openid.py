"""Sign in by OpenID Connect (Keycloak, Entra ID, Google Workspace, …). Copy to /srv/baby-in-mind/jupyterhub_config.d/.

At the provider, register a confidential client with the redirect address https://HUB/hub/oauth_callback. The secret
stands in this file, which only root may read (0600): what stands in a systemd unit, everybody on the machine can read.
"""

c = get_config()  # noqa: F821 - given by the loader

_PROVIDER = "https://login.example.org/realms/agency/protocol/openid-connect"

c.JupyterHub.authenticator_class = "generic-oauth"
c.GenericOAuthenticator.client_id = "baby-in-mind"
c.GenericOAuthenticator.client_secret = "what-the-provider-gave"
c.GenericOAuthenticator.oauth_callback_url = "https://hub.example.org/hub/oauth_callback"
c.GenericOAuthenticator.authorize_url = f"{_PROVIDER}/auth"
c.GenericOAuthenticator.token_url = f"{_PROVIDER}/token"
c.GenericOAuthenticator.userdata_url = f"{_PROVIDER}/userinfo"
c.GenericOAuthenticator.scope = ["openid", "profile"]
# A claim that people cannot change themselves: it must be the name of the account on this machine.
c.GenericOAuthenticator.username_claim = "preferred_username"
c.GenericOAuthenticator.login_service = "your agency's account"
