"""The resources: one module each, declaring its operations and nothing else."""
