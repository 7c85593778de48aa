#!/usr/bin/env bash
# Publishes inference and exporter as Native AOT and the trainer compiled beforehand, packs the first two as .NET tools, installs those,
# and runs what came out as a user would: from elsewhere, and through a link. Packs the library for TorchSharp, and builds the program of docs/torchsharp.md on the package, in an empty folder.
# Prints a line a check; ends with 1 at the first that fails.
# usage: tests/published.sh [a checkpoint file; without one, an epoch is trained]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
root=$PWD
checkpoint=${1:+$(realpath "$1")}
platform=$(dotnet --info | awk '$1 == "RID:" { print $2 }')
digits=$root/data/digits
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# a user's own home, and no sign of continuous integration, which would silence ONNX Runtime's telemetry for us
user=(env -u CI "HOME=$work/home" "XDG_CACHE_HOME=$work/home")
mkdir "$work/home"

failed() {
  printf 'FAILED: %s\n' "$1"
  cat "$work/said"
  exit 1
}

# ends CODE TEXT COMMAND…: the command ends with the code and says the text on one of its streams
ends() {
  local code=$1 text=$2 found=0
  shift 2
  "${user[@]}" "$@" >"$work/said" 2>&1 </dev/null || found=$?
  [ "$found" = "$code" ] || failed "$* ended with $found, expected $code"
  grep -qF -- "$text" "$work/said" || failed "$* does not say '$text'"
  printf 'passed: exit %s, "%s": %s\n' "$code" "$text" "${*//$work\//}"
}

# a step that must succeed without a word of warning
quietly() {
  "$@" >"$work/said" 2>&1 || failed "$*"
  ! grep -qE 'warning [A-Z]+[0-9]+' "$work/said" || failed "$* warns"
  printf 'passed: no warning: %s\n' "${*//$work\//}"
}

same() {
  cmp "$1" "$2" >"$work/said" 2>&1 || failed "$1 and $2 differ"
  printf 'passed: the same bytes: %s and %s\n' "${1//$work\//}" "${2//$work\//}"
}

# holds FOLDER FILE…: the folder holds these files and no others
holds() {
  local folder=$1
  shift
  (cd "$folder" && find . -type f -printf '%P\n' | LC_ALL=C sort) >"$work/said"
  printf '%s' "${@/%/$'\n'}" | LC_ALL=C sort | cmp -s - "$work/said" || failed "$folder holds other files than: $*"
  printf 'passed: the folder %s holds nothing but: %s\n' "${folder//$work\//}" "$*"
}

# what inference does in every form, wherever it lies and is called from
inference_works() {
  cd /
  ends 0 "7.png,7," "$1" classify "$digits/7.png" --format csv
  ends 0 '"label":4' "$1" classify "$digits/page-with-4.png" --format json
  ends 0 'accuracy 99.61 %' "$1" evaluate --data "$root/data/mnist"
  ends 1 'is below the bar of 1' "$1" evaluate --data "$root/data/mnist" --min-accuracy 1
  ends 1 'there is no such file or folder' "$1" classify "$digits/7.png" no-such.png
  ends 2 "did you mean 'classify'?" "$1" clasify
  ends 3 'is no ONNX file' "$1" classify "$digits/7.png" --model "$digits/7.png"
  ends 4 'expected:' "$1" classify "$digits/7.png" --device cuda
  ends 0 'sha256:' "$1" inspect
  ends 0 'device cpu works' "$1" doctor
  ends 4 'to run with --device cuda' "$1" doctor --device cuda
  ends 0 "ONNX Runtime 1." "$1" doctor --native "$work/other"
  ends 0 "from $work/other/libonnxruntime" "$1" classify "$digits/7.png" --native "$work/other" --session spinning=true
  ends 3 'is no shared library' "$1" doctor --native "$work/no-library"
  ends 0 'Exit codes:' "$1" classify --help
  cd "$root"
}

# what exporter does in every form; the model lies in the folder afterwards
exporter_works() {
  mkdir "$2"
  cd "$2"
  ends 0 'passed' "$1" export "$checkpoint" --data "$root/data/mnist" --output model.onnx
  ends 0 'batch' "$1" inspect model.onnx
  ends 2 'expected:' "$1" export
  ends 3 'expected:' "$1" export "$digits/7.png" --output no.onnx
  ends 0 'Exit codes:' "$1" export --help
  cd "$root"
}

# the trainer, compiled beforehand, from elsewhere: as the built one trains, so does this one
trainer_works() {
  cd /
  ends 0 'test accuracy' "$1" train --data "$root/data/mnist" --epochs 1 --threads 1 --output "$work/runs/published"
  ends 2 "did you mean 'train'?" "$1" tran
  cd "$root"
  ends 0 'test accuracy' dotnet run -c Release --project src/Trainer -- train --data data/mnist --epochs 1 --threads 1 --output "$work/runs/built"
  same "$work/runs/published/checkpoint.safetensors" "$work/runs/built/checkpoint.safetensors"
}

# says FILE TEXT…: the file holds these lines and no others, order aside
says() {
  local file=$1
  shift
  LC_ALL=C sort "$file" >"$work/said"
  printf '%s\n' "$@" | LC_ALL=C sort | cmp -s - "$work/said" || failed "$file says something else than: $*"
  printf 'passed: nothing but: %s\n' "$*"
}

# the library for TorchSharp, as its package gives it to a program in an empty folder; the packages it needs are those that were restored here
library_works() {
  quietly dotnet pack src/TorchModules -o "$work/packages"
  mkdir "$work/user"
  awk '/^```/ { inside = /csharp/ && !done; if (!inside && seen) done = 1; next } inside { seen = 1; print }' docs/torchsharp.md >"$work/user/Program.cs"
  cat >"$work/user/user.csproj" <<PROJECT
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>net10.0</TargetFramework>
    <ImplicitUsings>enable</ImplicitUsings>
    <RestoreAdditionalProjectSources>$work/packages</RestoreAdditionalProjectSources>
    <RestorePackagesPath>$work/nuget</RestorePackagesPath>
    <RestoreFallbackFolders>${NUGET_PACKAGES:-$HOME/.nuget/packages}</RestoreFallbackFolders>
    <CreateHardLinksForCopyLocalIfPossible>true</CreateHardLinksForCopyLocalIfPossible>
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="Toolchain.TorchSharp" Version="*" />
    <PackageReference Include="TorchSharp-cpu" Version="$1" />
  </ItemGroup>
</Project>
PROJECT
  quietly dotnet build "$work/user" -c Release
  local package=("$work"/nuget/toolchain.torchsharp/*)
  grep -o '<dependency id="[^"]*"' "${package[0]}"/*.nuspec >"$work/dependencies" || true
  says "$work/dependencies" '<dependency id="TorchSharp"'
  holds "${package[0]}/lib/net10.0" Toolchain.Contracts.dll Toolchain.Contracts.xml Toolchain.TorchModules.dll Toolchain.TorchModules.xml
  cd "$work/user"
  quietly "${user[@]}" dotnet bin/Release/net10.0/user.dll
  ends 0 'passed' "$2" export gated.safetensors --output gated.onnx
  cd "$root"
}

if [ -z "$checkpoint" ]; then
  quietly dotnet run -c Release --project src/Trainer -- train --epochs 1 --output "$work/run"
  checkpoint=$work/run/checkpoint.safetensors
fi

library=so
case $platform in osx*) library=dylib ;; esac
quietly dotnet publish src/Inference -r "$platform" -o "$work/aot/inference"
quietly dotnet publish src/Exporter -r "$platform" -o "$work/aot/exporter"
holds "$work/aot/inference" inference libSkiaSharp.$library libonnxruntime.$library models/mnist-cnn/model.onnx
holds "$work/aot/exporter" exporter libonnxruntime.$library
mkdir "$work/other" "$work/no-library"
cp "$work/aot/inference/libonnxruntime.$library" "$work/other"
cp "$digits/7.png" "$work/no-library/libonnxruntime.$library"
ln -s "$work/aot/inference/inference" "$work/linked"
inference_works "$work/linked"
exporter_works "$work/aot/exporter/exporter" "$work/by-aot"

quietly dotnet pack src/Inference -o "$work/packages"
quietly dotnet pack src/Exporter -o "$work/packages"
quietly dotnet tool install Toolchain.Inference --tool-path "$work/tools" --add-source "$work/packages"
quietly dotnet tool install Toolchain.Exporter --tool-path "$work/tools" --add-source "$work/packages"
inference_works "$work/tools/inference"
exporter_works "$work/tools/exporter" "$work/by-tool"
same "$work/by-aot/model.onnx" "$work/by-tool/model.onnx"
holds "$work/home" # nothing was left there
library_works "$(dotnet msbuild src/TorchModules -getProperty:TorchSharpVersion)" "$work/tools/exporter"
quietly dotnet publish src/Trainer -r "$platform" -o "$work/compiled/trainer"
trainer_works "$work/compiled/trainer/trainer"
