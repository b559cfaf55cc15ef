"""Objects for tests. Texts are in Arabic, as most of the portal's are; nobody here exists."""

from datetime import timedelta

import factory
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models import F
from factory.django import DjangoModelFactory

from accounts.models import User
from directory.models import Area, PublicBody, Representative, Service
from moderation.models import Clause, PolicyAcceptance, PolicyVersion, Standing, Status
from sharek import clock


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@example.org")
    display_name = factory.Sequence(lambda n: f"مشارك {n}")
    handle = factory.Sequence(lambda n: f"person-{n}")
    verified_at = factory.LazyFunction(clock.now)
    password = "!"

    @factory.post_generation
    def second_factor(self, create, extracted, **kwargs):
        """Staff have one, unless the test says ``second_factor=False``: without it they only reach its set-up."""
        if create and self.needs_second_factor and extracted is not False:
            Authenticator.objects.create(user=self, type=Authenticator.Type.TOTP, data={"secret": ""})


class ModeratorFactory(UserFactory):
    role = User.Role.MODERATOR
    handle = factory.Sequence(lambda n: f"moderator-{n}")


class AdministratorFactory(UserFactory):
    role = User.Role.ADMINISTRATOR
    handle = factory.Sequence(lambda n: f"administrator-{n}")


class AreaFactory(DjangoModelFactory):
    class Meta:
        model = Area

    code = factory.Sequence(lambda n: f"SY-{n:03}")
    slug = factory.Sequence(lambda n: f"area-{n}")
    name_ar = factory.Sequence(lambda n: f"محافظة {n}")
    name_en = factory.Sequence(lambda n: f"Governorate {n}")


class PublicBodyFactory(DjangoModelFactory):
    class Meta:
        model = PublicBody

    slug = factory.Sequence(lambda n: f"body-{n}")
    name_ar = factory.Sequence(lambda n: f"مديرية {n}")
    name_en = factory.Sequence(lambda n: f"Directorate {n}")
    kind = PublicBody.Kind.DIRECTORATE


class ServiceFactory(DjangoModelFactory):
    class Meta:
        model = Service

    slug = factory.Sequence(lambda n: f"service-{n}")
    body = factory.SubFactory(PublicBodyFactory)
    name_ar = factory.Sequence(lambda n: f"خدمة {n}")
    name_en = factory.Sequence(lambda n: f"Service {n}")


class RepresentativeFactory(DjangoModelFactory):
    """A person who represents a body: ``RepresentativeFactory(body=…).user``."""

    class Meta:
        model = Representative

    user = factory.SubFactory(UserFactory, role=User.Role.REPRESENTATIVE)
    body = factory.SubFactory(PublicBodyFactory)


class PolicyVersionFactory(DjangoModelFactory):
    class Meta:
        model = PolicyVersion
        django_get_or_create = ("number",)

    number = 1
    effective_at = factory.LazyFunction(lambda: clock.now() - timedelta(days=365))


class ClauseFactory(DjangoModelFactory):
    class Meta:
        model = Clause

    version = factory.SubFactory(PolicyVersionFactory)
    number = factory.Sequence(lambda n: n + 1)
    code = factory.Sequence(lambda n: f"clause-{n}")
    title_ar = factory.Sequence(lambda n: f"بند {n}")
    title_en = factory.Sequence(lambda n: f"Clause {n}")
    text_ar = "نص البند."
    text_en = "The text of the clause."


class CitizenFactory(UserFactory):
    """A verified citizen who accepted the policy in force (made where there is none): may write, is reviewed as new."""

    @factory.post_generation
    def accepted(self, create, extracted, **kwargs):
        if create and extracted is not False:
            PolicyAcceptance.objects.create(
                user=self, version=PolicyVersion.objects.in_force() or PolicyVersionFactory()
            )


class TrustedCitizenFactory(CitizenFactory):
    """A citizen whose posts are published at once."""

    @factory.post_generation
    def trusted(self, create, extracted, **kwargs):
        if create:
            Standing.objects.create(
                user=self,
                level=Standing.Level.TRUSTED,
                approvals=40,
                first_approval_at=clock.now() - timedelta(days=200),
            )


class TopicFactory(DjangoModelFactory):
    """A published topic, written straight into the table: for tests of what lies above it."""

    class Meta:
        model = "topics.Topic"

    author = factory.SubFactory(CitizenFactory)
    status = Status.PUBLISHED
    published_at = factory.LazyFunction(clock.now)
    last_activity_at = factory.LazyFunction(clock.now)
    reference = factory.Sequence(lambda n: f"{n:010}")
    service = factory.SubFactory(ServiceFactory)
    body = factory.SelfAttribute("service.body")
    area = factory.SubFactory(AreaFactory)
    title = factory.Sequence(lambda n: f"مشكلة في الخدمة رقم {n}")
    text = "وصف ما جرى كما جرى."
    text_html = '<p dir="auto">وصف ما جرى كما جرى.</p>'


class SolutionFactory(DjangoModelFactory):
    """A published solution with the next number of its topic."""

    class Meta:
        model = "discussions.Solution"

    author = factory.SubFactory(CitizenFactory)
    status = Status.PUBLISHED
    published_at = factory.LazyFunction(clock.now)
    topic = factory.SubFactory(TopicFactory)
    title = factory.Sequence(lambda n: f"حلّ رقم {n}")
    text = "كيف يعمل هذا الحلّ."
    text_html = '<p dir="auto">كيف يعمل هذا الحلّ.</p>'

    @factory.lazy_attribute
    def number(self):
        self.topic.last_solution_number += 1
        self.topic.solutions_count += 1
        self.topic.save(update_fields=["last_solution_number", "solutions_count"])
        return self.topic.last_solution_number


class CommentFactory(DjangoModelFactory):
    """A published comment on a solution (or, with ``solution=None``, on ``topic``), inserted as the portal does it.

    ``parent`` makes it a reply. The counters of its debate rise with it.
    """

    class Meta:
        model = "discussions.Comment"

    parent = None
    solution = factory.LazyAttribute(lambda comment: comment.parent.solution if comment.parent else SolutionFactory())
    topic = factory.LazyAttribute(lambda comment: (comment.solution or comment.parent).topic)
    author = factory.SubFactory(CitizenFactory)
    status = Status.PUBLISHED
    published_at = factory.LazyFunction(clock.now)
    text = factory.Sequence(lambda n: f"تعليق رقم {n}")
    text_html = factory.LazyAttribute(lambda comment: f'<p dir="auto">{comment.text}</p>')

    @classmethod
    def _create(cls, model_class, *args, parent=None, **fields):
        from discussions.threads import insert_comment

        debate = fields["solution"] or fields["topic"]
        with transaction.atomic():
            rows = type(debate).objects.filter(pk=debate.pk)
            rows.update(last_comment_number=F("last_comment_number") + 1)
            comment = model_class(number=rows.values_list("last_comment_number", flat=True).get(), **fields)
            insert_comment(comment, parent=parent)
            if comment.status == Status.PUBLISHED:
                for row in {debate, comment.topic}:
                    type(row).objects.filter(pk=row.pk).update(comments_count=F("comments_count") + 1)
        return comment
