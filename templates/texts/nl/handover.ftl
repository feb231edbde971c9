handover-heading = Je bent ingelogd
