# Build: restore first, so that a change of code does not fetch the packages again. Compiled ahead for the image's processor
# (ReadyToRun), because it starts sooner: docs/benchmarks.md.
FROM mcr.microsoft.com/dotnet/sdk:10.0.401 AS build
ARG TARGETARCH
WORKDIR /src
COPY global.json Directory.Build.props Directory.Packages.props .editorconfig BannedSymbols.txt appsettings.json ./
COPY TasksWeb/TasksWeb.csproj TasksWeb/packages.lock.json TasksWeb/
# Exactly the packages of packages.lock.json, or none.
RUN dotnet restore TasksWeb/TasksWeb.csproj --arch $TARGETARCH -p:PublishReadyToRun=true -p:RestoreLockedMode=true
COPY TasksWeb TasksWeb
# There is no Git history in here: docker build --build-arg MinVerVersionOverride=1.1.0 names the version.
ARG MinVerVersionOverride
RUN dotnet publish TasksWeb/TasksWeb.csproj --configuration Release --arch $TARGETARCH --self-contained false \
    -p:PublishReadyToRun=true --no-restore --output /app

# Run: the app alone, as a user without rights, its data in /data.
FROM mcr.microsoft.com/dotnet/aspnet:10.0.12
WORKDIR /app
COPY --from=build /app .
RUN install --directory --mode=700 --owner=$APP_UID /data && ln --symbolic /data /app/data
ENV ASPNETCORE_HTTP_PORTS=8080
VOLUME /data
EXPOSE 8080
USER $APP_UID
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s CMD ["bash", "-c", \
    "exec 3<>/dev/tcp/127.0.0.1/8080 && printf 'GET /healthz/ready HTTP/1.0\\r\\nHost: localhost\\r\\n\\r\\n' >&3 && grep -q '200 OK' <&3"]
ENTRYPOINT ["dotnet", "TasksWeb.dll"]
