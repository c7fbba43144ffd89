"""The models of the fixture: see README.md."""

from django.conf import settings
from django.db import models


class Student(models.Model):
    name = models.CharField(max_length=100, unique=True)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True)
    friends = models.ManyToManyField("self")
    follows = models.ManyToManyField("self", symmetrical=False, related_name="followers")

    class Meta:
        ordering = ["name"]


class Teacher(models.Model):
    code = models.CharField(max_length=8, primary_key=True)
    type = models.CharField(max_length=20, db_default="lecturer")


class Course(models.Model):
    title = models.CharField(max_length=100)
    year = models.SmallIntegerField(db_index=True)
    teacher = models.ForeignKey(Teacher, models.PROTECT)
    substitute = models.ForeignKey(Teacher, models.CASCADE, null=True, related_name="+")
    students = models.ManyToManyField(Student)

    class Meta:
        unique_together = [("title", "year")]
        indexes = [models.Index(fields=["title", "teacher"], name="course_title_teacher")]


class Club(models.Model):
    name = models.TextField()
    members = models.ManyToManyField(Student, through="Membership", related_name="clubs")


class Membership(models.Model):
    student = models.ForeignKey(Student, models.CASCADE)
    club = models.ForeignKey(Club, models.CASCADE)
    joined = models.DateField()
    role = models.CharField(max_length=20, default="member")

    class Meta:
        unique_together = [("student", "club")]


class Profile(models.Model):
    student = models.OneToOneField(Student, models.CASCADE, primary_key=True)
    motto = models.TextField(blank=True)


class Sample(models.Model):
    """Every field type, filled and empty."""

    id = models.UUIDField(primary_key=True)
    small = models.SmallIntegerField()
    medium = models.IntegerField()
    big = models.BigIntegerField()
    positive = models.PositiveIntegerField()
    positive_small = models.PositiveSmallIntegerField()
    truth = models.BooleanField(db_default=True)
    text = models.TextField()
    char = models.CharField(max_length=20, db_column="charColumn")
    day = models.DateField()
    hour = models.TimeField()
    moment = models.DateTimeField()
    token = models.UUIDField()
    document = models.JSONField()
    price = models.DecimalField(max_digits=10, decimal_places=2)
    ratio = models.FloatField()
    raw = models.BinaryField()
    lasting = models.DurationField()
    slug = models.SlugField()
    address = models.GenericIPAddressField()
    maybe_number = models.IntegerField(null=True)
    maybe_moment = models.DateTimeField(null=True)
    maybe_document = models.JSONField(null=True)
    maybe_price = models.DecimalField(max_digits=6, decimal_places=3, null=True)
