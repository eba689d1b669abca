"""Looking a citation up: in this installation's own index (`local`), or in another catalog (`sru`)."""
