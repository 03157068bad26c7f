arch = "arm64"
