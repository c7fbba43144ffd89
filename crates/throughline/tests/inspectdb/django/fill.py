"""The rows of the fixture."""

import datetime
import decimal
import uuid

from django.contrib.auth.models import Group, Permission, User
from django.contrib.contenttypes.models import ContentType
from school.models import Club, Course, Membership, Profile, Sample, Student, Teacher

UTC = datetime.timezone.utc

# Only what the rows here need, so that the dump stays short.
Permission.objects.all().delete()
ContentType.objects.all().delete()

kind = ContentType.objects.create(app_label="school", model="course")
teach = Permission.objects.create(content_type=kind, codename="teach", name="Can teach")
staff = Group.objects.create(name="staff")
staff.permissions.add(teach)
user = User(username="ann", email="ann@example.org", is_active=True)
user.password = "!"
user.date_joined = datetime.datetime(2024, 2, 29, 12, 30, 45, 123456, UTC)
user.save()
user.groups.add(staff)
user.user_permissions.add(teach)

ann = Student.objects.create(name="Ann", account=user)
bob = Student.objects.create(name="Bob")
cho = Student.objects.create(name="조은 Ünlü 🎓")
ann.friends.add(bob)
ann.follows.add(cho)
bob.follows.add(cho)

noether = Teacher.objects.create(code="NOE", type="professor")
turing = Teacher.objects.create(code="TUR")
algebra = Course.objects.create(title="Algebra", year=2024, teacher=noether, substitute=turing)
logic = Course.objects.create(title="Logic", year=-44, teacher=turing)
algebra.students.add(ann, cho)
logic.students.add(ann)

chess = Club.objects.create(name="Chess")
go = Club.objects.create(name="Go")
Membership.objects.create(student=ann, club=chess, joined=datetime.date(2023, 9, 1))
Membership.objects.create(
    student=ann, club=go, joined=datetime.date(2024, 1, 31), role="président"
)
Membership.objects.create(student=cho, club=go, joined=datetime.date(1999, 12, 31))
Profile.objects.create(student=ann, motto="Per aspera")

Sample.objects.create(
    id=uuid.UUID("00000000-0000-0000-0000-00000000002a"),
    small=-32768,
    medium=-2147483648,
    big=-9223372036854775808,
    positive=2147483647,
    positive_small=32767,
    truth=False,
    text="l'été\n\"ok\"",
    char="naïve",
    day=datetime.date(2024, 2, 29),
    hour=datetime.time(23, 59, 59, 999999),
    moment=datetime.datetime(2024, 2, 29, 12, 30, 45, 123456, UTC),
    token=uuid.UUID("0123abcd-0123-4567-89ab-0123456789ab"),
    document={"names": ["Ann", "조"], "n": -1.5, "none": None},
    price=decimal.Decimal("-12345678.90"),
    ratio=-0.1,
    raw=bytes([0, 1, 254, 255]),
    lasting=datetime.timedelta(days=1, microseconds=1),
    slug="a-slug",
    address="2001:db8::1",
    maybe_number=-7,
    maybe_moment=datetime.datetime(1969, 12, 31, 23, 59, 59, 0, UTC),
    maybe_document=[1, 2],
    maybe_price=decimal.Decimal("0.125"),
)
Sample.objects.create(
    id=uuid.UUID("ffffffff-ffff-ffff-ffff-ffffffffffff"),
    small=0,
    medium=0,
    big=0,
    positive=0,
    positive_small=0,
    truth=True,
    text="",
    char="",
    day=datetime.date(1, 1, 1),
    hour=datetime.time(0, 0),
    moment=datetime.datetime(2024, 1, 1, tzinfo=UTC),
    token=uuid.UUID(int=0),
    document=[],
    price=decimal.Decimal("100"),
    ratio=2.0,
    raw=b"",
    lasting=datetime.timedelta(0),
    slug="b",
    address="127.0.0.1",
)
