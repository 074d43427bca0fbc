"""The former name of `babyinmind.hosting.cluster_admin`, which hosts may have in scripts of their own."""

import sys

from babyinmind.hosting.cluster_admin import start

if __name__ == "__main__":
    sys.exit(start())
