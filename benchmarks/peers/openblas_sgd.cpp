// The reference experiment in C++ with OpenBLAS: what a careful programmer gets from a matrix library.
// build: g++ -O3 -march=native openblas_sgd.cpp -lopenblas -lz -o openblas_sgd
// usage: openblas_sgd DATA_FOLDER EPOCHS; prints of each epoch the seconds, validation included, and the validation's loss and accuracy
#include <cblas.h>
#include <zlib.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <numeric>
#include <random>
#include <string>
#include <vector>

static std::vector<unsigned char> idx(const std::string& path, size_t count, size_t header) {
  gzFile file = gzopen(path.c_str(), "rb");  // reads plain files too
  if (!file) file = gzopen((path + ".gz").c_str(), "rb");
  std::vector<unsigned char> bytes(header + count);
  if (!file || gzread(file, bytes.data(), bytes.size()) != static_cast<int>(bytes.size())) std::exit(3);
  gzclose(file);
  bytes.erase(bytes.begin(), bytes.begin() + header);
  return bytes;
}

int main(int, char** arguments) {
  constexpr int samples = 60000, tests = 10000, inputs = 784, units = 128, classes = 10, size = 32;
  const std::string folder = std::string(arguments[1]) + "/";
  const auto images = idx(folder + "train-images-idx3-ubyte", static_cast<size_t>(samples) * inputs, 16);
  const auto labels = idx(folder + "train-labels-idx1-ubyte", samples, 8);
  const auto test_images = idx(folder + "t10k-images-idx3-ubyte", static_cast<size_t>(tests) * inputs, 16);
  const auto test_labels = idx(folder + "t10k-labels-idx1-ubyte", tests, 8);
  std::mt19937 draw(1);
  std::vector<float> w1(units * inputs), b1(units), w2(classes * units), b2(classes);
  const auto fill = [&](std::vector<float>& w, int fans) {
    std::uniform_real_distribution<float> uniform(-std::sqrt(6.f / fans), std::sqrt(6.f / fans));
    for (auto& value : w) value = uniform(draw);
  };
  fill(w1, inputs + units);
  fill(w2, units + classes);
  std::vector<float> x(size * inputs), hidden(size * units), logits(size * classes), below(size * units);
  // probabilities of `count` samples, into logits
  const auto forward = [&](const std::vector<unsigned char>& pixels, const int* which, int count) {
    for (int i = 0; i < count; ++i)
      for (int k = 0; k < inputs; ++k) x[i * inputs + k] = pixels[static_cast<size_t>(which[i]) * inputs + k] / 255.f;
    for (int i = 0; i < count; ++i) std::copy(b1.begin(), b1.end(), hidden.begin() + i * units);
    cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasTrans, count, units, inputs, 1, x.data(), inputs, w1.data(), inputs, 1, hidden.data(), units);
    for (int i = 0; i < count * units; ++i) hidden[i] = std::max(hidden[i], 0.f);
    for (int i = 0; i < count; ++i) std::copy(b2.begin(), b2.end(), logits.begin() + i * classes);
    cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasTrans, count, classes, units, 1, hidden.data(), units, w2.data(), units, 1, logits.data(), classes);
    for (int i = 0; i < count; ++i) {
      float* row = &logits[i * classes];
      const float most = *std::max_element(row, row + classes);
      float sum = 0;
      for (int c = 0; c < classes; ++c) sum += row[c] = std::exp(row[c] - most);
      for (int c = 0; c < classes; ++c) row[c] /= sum;
    }
  };
  std::vector<int> order(samples), in_order(tests);
  std::iota(in_order.begin(), in_order.end(), 0);
  std::iota(order.begin(), order.end(), 0);
  for (long epoch = 0, step = 0; epoch < std::atoi(arguments[2]); ++epoch) {
    const auto began = std::chrono::steady_clock::now();
    std::shuffle(order.begin(), order.end(), draw);
    for (int start = 0; start < samples; start += size, ++step) {
      forward(images, &order[start], size);
      for (int i = 0; i < size; ++i) logits[i * classes + labels[order[start + i]]] -= 1;
      const float rate = -0.1f * std::pow(0.96f, static_cast<float>(step / 1000)) / size;
      cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, size, units, classes, 1, logits.data(), classes, w2.data(), units, 0, below.data(), units);
      for (int i = 0; i < size * units; ++i) below[i] = hidden[i] > 0 ? below[i] : 0;
      cblas_sgemm(CblasRowMajor, CblasTrans, CblasNoTrans, classes, units, size, rate, logits.data(), classes, hidden.data(), units, 1, w2.data(), units);
      cblas_sgemm(CblasRowMajor, CblasTrans, CblasNoTrans, units, inputs, size, rate, below.data(), units, x.data(), inputs, 1, w1.data(), inputs);
      for (int i = 0; i < size; ++i) {
        for (int c = 0; c < classes; ++c) b2[c] += rate * logits[i * classes + c];
        for (int u = 0; u < units; ++u) b1[u] += rate * below[i * units + u];
      }
    }
    double loss = 0;
    int correct = 0;
    for (int start = 0; start < tests; start += size) {
      const int count = std::min(size, tests - start);
      forward(test_images, &in_order[start], count);
      for (int i = 0; i < count; ++i) {
        const float* row = &logits[i * classes];
        loss -= std::log(row[test_labels[start + i]]);
        correct += std::max_element(row, row + classes) - row == test_labels[start + i];
      }
    }
    std::printf("%f %f %f\n", std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count(), loss / tests, static_cast<double>(correct) / tests);
    std::fflush(stdout);
  }
}
