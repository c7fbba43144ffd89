"""The models, on the tables as they are."""

from django.db import models


class Student(models.Model):
    name = models.TextField()
    email = models.TextField(unique=True)
    year = models.IntegerField()

    class Meta:
        db_table = "student"


class Course(models.Model):
    title = models.TextField()
    students = models.ManyToManyField(Student, db_table="usual_course_students")

    class Meta:
        db_table = "course"


class Enrollment(models.Model):
    student = models.ForeignKey(Student, models.CASCADE)
    course = models.ForeignKey(Course, models.CASCADE)
    enrolled = models.DateField()

    class Meta:
        db_table = "enrollment"
