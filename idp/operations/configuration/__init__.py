"""Configuration as code: read a file, check it whole, bring the deployment to what it says in one transaction."""
