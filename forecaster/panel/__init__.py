"""Chronicle to person-period panel: which dyad-days are at risk, and their covariates."""
