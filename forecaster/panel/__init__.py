"""From the Chronicle to dyad-days at risk with covariates."""
