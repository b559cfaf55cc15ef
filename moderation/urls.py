from django.urls import path

from .views import appeals, decisions, desk, policy, reports, sanctions, transparency

app_name = "moderation"

urlpatterns = [
    path("policy/", policy.policy, name="policy"),
    path("policy/accept/", policy.accept, name="accept"),
    path("policy/<int:number>/", policy.version, name="policy_version"),
    path("report/<slug:kind>/<int:pk>/", reports.report, name="report"),
    path("mod/", desk.queue, name="queue"),
    path("mod/next/", desk.next_item, name="next"),
    path("mod/<int:pk>/", desk.item, name="item"),
    path("mod/<int:pk>/claim/", desk.claim, name="claim"),
    path("mod/<int:pk>/release/", desk.release, name="release"),
    path("mod/<int:pk>/beat/", desk.beat, name="beat"),
    path("mod/<int:pk>/decide/", desk.decide, name="decide"),
    path("mod/<int:pk>/sanction/", sanctions.sanction, name="sanction"),
    path("mod/appeals/", appeals.appeals, name="appeals"),
    path("mod/appeals/<int:pk>/", appeals.appeal_item, name="appeal_item"),
    path("decisions/<int:pk>/", decisions.decision, name="decision"),
    path("appeal/<int:pk>/", decisions.appeal, name="appeal"),
    path("transparency/", transparency.transparency, name="transparency"),
]
