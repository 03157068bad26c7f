"""Amazon ECS Service Connect, as the API has it."""

from __future__ import annotations

from ecslint.model.base import Model
from ecslint.model.task import LogConfiguration
from ecslint.model.value import Opt, Value


class ServiceConnectTestTrafficHeaderMatchRules(Model):
    """How the value of a header of test traffic is compared."""

    exact: Opt[str] = None


class ServiceConnectTestTrafficHeaderRules(Model):
    """The header of test traffic."""

    name: Opt[str] = None
    value: Opt[ServiceConnectTestTrafficHeaderMatchRules] = None


class ServiceConnectTestTrafficRules(Model):
    """How test traffic of a blue/green deployment is recognised."""

    header: Opt[ServiceConnectTestTrafficHeaderRules] = None


class ServiceConnectClientAlias(Model):
    """``ServiceConnectClientAlias``: port and DNS name under which clients reach a service."""

    port: Opt[int] = None
    dns_name: Opt[str] = None
    test_traffic_rules: Opt[ServiceConnectTestTrafficRules] = None


class TimeoutConfiguration(Model):
    """``TimeoutConfiguration`` of Service Connect, in seconds."""

    idle_timeout_seconds: Opt[int] = None
    per_request_timeout_seconds: Opt[int] = None


class ServiceConnectTlsCertificateAuthority(Model):
    """The private certificate authority of Service Connect."""

    aws_pca_authority_arn: Opt[str] = None


class ServiceConnectTlsConfiguration(Model):
    """``ServiceConnectTlsConfiguration``: certificate authority, key and role."""

    issuer_certificate_authority: Opt[ServiceConnectTlsCertificateAuthority] = None
    kms_key: Opt[str] = None
    role_arn: Opt[str] = None


class ServiceConnectService(Model):
    """``ServiceConnectService``: a port of the task definition as a service of the namespace."""

    port_name: Opt[str] = None
    discovery_name: Opt[str] = None
    client_aliases: Opt[list[Value[ServiceConnectClientAlias]]] = None
    ingress_port_override: Opt[int] = None
    timeout: Opt[TimeoutConfiguration] = None
    tls: Opt[ServiceConnectTlsConfiguration] = None


class ServiceConnectAccessLogConfiguration(Model):
    """``ServiceConnectAccessLogConfiguration``: format of access logs."""

    format: Opt[str] = None
    include_query_parameters: Opt[str] = None


class ServiceConnectContainerConfiguration(Model):
    """Settings of the Service Connect proxy's container."""

    log_level: Opt[str] = None


class ServiceConnectConfiguration(Model):
    """``ServiceConnectConfiguration``: namespace, services and log of the proxy."""

    enabled: Opt[bool] = None
    namespace: Opt[str] = None
    services: Opt[list[Value[ServiceConnectService]]] = None
    log_configuration: Opt[LogConfiguration] = None
    access_log_configuration: Opt[ServiceConnectAccessLogConfiguration] = None
    container_configurations: Opt[list[Value[ServiceConnectContainerConfiguration]]] = None
