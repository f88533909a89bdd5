"""From the notice to a harmonised grid."""
