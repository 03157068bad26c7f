arch = "ARM64"
