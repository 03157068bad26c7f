"""What a deployment of a service will do, minute by minute: arithmetic on models, no rules."""
