from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "interlend.domain.jobs"
    label = "jobs"
