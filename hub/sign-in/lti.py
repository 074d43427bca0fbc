"""Sign in from a learning platform (Moodle, Canvas, Blackboard, …) by LTI 1.3. Copy to /srv/baby-in-mind/jupyterhub_config.d/.

On the platform, register an external tool of LTI 1.3: tool address https://HUB/hub, redirect address
https://HUB/hub/lti13/oauth_callback, login initiation https://HUB/hub/lti13/oauth_login, and a custom parameter that says whose
account it is. In Moodle that is account=$User.username, in Canvas account=$Canvas.user.loginId. Without it everybody is refused.
Open it in a window of its own: a hub refuses to be framed.
"""

from ltiauthenticator.lti13.auth import LTI13Authenticator

c = get_config()  # noqa: F821 - given by the loader


class FromThePlatform(LTI13Authenticator):
    """Who comes to the hub by another way cannot sign in there, and is told how."""

    custom_html = "<p>Please open the course from your learning platform.</p>"


c.JupyterHub.authenticator_class = FromThePlatform
c.LTI13Authenticator.issuer = "https://moodle.example.org"
c.LTI13Authenticator.authorize_url = "https://moodle.example.org/mod/lti/auth.php"
c.LTI13Authenticator.jwks_endpoint = "https://moodle.example.org/mod/lti/certs.php"
c.LTI13Authenticator.client_id = {"what-the-platform-gave"}
# The account on this machine. It must be a name that the platform's people cannot change themselves.
c.LTI13Authenticator.username_key = "custom_account"
