"""Identity providers of an institution: services that say who somebody is."""
