"""The files in which a pipeline of AWS CodePipeline names the images to be deployed."""

from __future__ import annotations

from ecslint.model.base import Model
from ecslint.model.value import Opt, Value


class ImageDefinition(Model):
    """One entry of ``imagedefinitions.json``. ``keys`` are the keys as they stand in the file."""

    name: Opt[str] = None
    image_uri: Opt[str] = None
    keys: tuple[str, ...] = ()


class ImageDefinitions(Model):
    """``imagedefinitions.json``, for rolling deployments: the image of each container.

    ``swapped`` says that the file has the content of an ``imageDetail.json``.
    """

    images: Opt[list[Value[ImageDefinition]]] = None
    """An entry for each container whose image changes."""
    swapped: bool = False


class ImageDetail(Model):
    """``imageDetail.json``, for blue/green deployments: one image.

    ``swapped`` says that the file has the content of an ``imagedefinitions.json``.
    """

    image_uri: Opt[str] = None
    """The image."""
    keys: tuple[str, ...] = ()
    """Keys of the file that it may not have."""
    swapped: bool = False
