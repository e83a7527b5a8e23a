"""What officers and departments may do to cases, whistles and alerts: acts, decided purely, appended as events."""
